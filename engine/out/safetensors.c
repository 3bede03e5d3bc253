/* SPDX-License-Identifier: MIT */
/*
 * The format: the header's length in 8 bytes, little-endian; the header, a JSON object from a
 * tensor's name to its type, shape and place, filled up with spaces to a multiple of 8; then the
 * numbers, little-endian, tensor after tensor without gaps. `__metadata__` is an object of strings.
 */
#include "out/safetensors.h"

#include "core/memory.h"
#include "experiment.h"
#include "train/trainer.h"

#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 8

/* What the file is made of. */
typedef struct
{
  const LabRun *run;
  const LabDataset *dataset;
  LabNetwork network;
  guint64 step;
  const float *theta; /* [P], and behind them what the loss learned */
  json_t *header;
  GByteArray *numbers;
} Weights;

static void
add_text (json_t *metadata, const char *name, json_t *value)
{
  char *text = json_dumps (value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION (15));

  json_object_set_new (metadata, name, json_string (text));
  free (text);
  json_decref (value);
}

static json_t *
classes_of (const LabDataset *dataset)
{
  json_t *classes = json_array ();

  for (guint k = 0; k < dataset->n_classes; k++)
    json_array_append_new (classes, json_string (dataset->class_names[k]));
  return classes;
}

static json_t *
learned_of (const Weights *self)
{
  g_autoptr (LabLoss) loss = lab_loss_find (self->run->spec->loss, NULL);
  json_t *learned = json_object ();

  for (guint l = 0; l < self->run->n_learned; l++)
    json_object_set_new (learned, loss->formula->learned[l].name,
                         json_real ((double) self->theta[self->network.n_parameters + l]));
  return learned;
}

static json_t *
metadata_of (const Weights *self)
{
  const LabExperiment alone
      = { .n_sides = 1, .sides = { (LabSpec *) self->run->spec }, .n_seeds = 1 };
  json_t *metadata
      = json_pack ("{s:s, s:s}", "format", "pt", "role", lab_experiment_role (self->run->side));

  add_text (metadata, "spec", lab_experiment_to_json (&alone));
  add_text (metadata, "step", json_integer ((json_int_t) self->step));
  add_text (metadata, "epoch",
            json_real ((double) self->step / (double) self->run->steps_per_epoch));
  add_text (metadata, "classes", classes_of (self->dataset));
  json_object_set_new (metadata, "inputs", json_string ("(x / 255 - 0.5) / 0.5 of each byte"));
  if (self->run->n_learned > 0)
    add_text (metadata, "learned", learned_of (self));
  return metadata;
}

/* @n_in: 0 for a vector */
static void
add_tensor (Weights *self, const char *group, guint layer, const char *part, const float *numbers,
            guint n_out, guint n_in)
{
  const gsize n = (gsize) n_out * MAX (n_in, 1), begin = self->numbers->len,
              end = begin + n * sizeof (guint32);
  json_t *shape = n_in > 0 ? json_pack ("[I,I]", (json_int_t) n_out, (json_int_t) n_in)
                           : json_pack ("[I]", (json_int_t) n_out);
  g_autofree char *name = g_strdup_printf ("%s.%u.%s", group, layer, part);

  for (gsize i = 0; i < n; i++)
    {
      guint32 word;

      memcpy (&word, numbers + i, sizeof word);
      word = GUINT32_TO_LE (word);
      g_byte_array_append (self->numbers, (const guint8 *) &word, sizeof word);
    }
  json_object_set_new (self->header, name,
                       json_pack ("{s:s, s:o, s:[I,I]}", "dtype", "F32", "shape", shape,
                                  "data_offsets", (json_int_t) begin, (json_int_t) end));
}

static void
add_layers (Weights *self, const char *group, const LabDense *layers, guint n, const float *linear)
{
  for (guint l = 0; l < n; l++)
    {
      add_tensor (self, group, l, "weight", linear + layers[l].weights, layers[l].n_out,
                  layers[l].n_in);
      add_tensor (self, group, l, "bias", linear + layers[l].biases, layers[l].n_out, 0);
    }
}

static GBytes *
assemble (const Weights *self)
{
  GByteArray *file = g_byte_array_new ();
  char *text = json_dumps (self->header, JSON_COMPACT);
  const gsize length = strlen (text), padded = (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  const guint64 size = GUINT64_TO_LE ((guint64) padded);

  g_byte_array_append (file, (const guint8 *) &size, sizeof size);
  g_byte_array_append (file, (const guint8 *) text, (guint) length);
  for (gsize i = length; i < padded; i++)
    g_byte_array_append (file, (const guint8 *) " ", 1);
  g_byte_array_append (file, self->numbers->data, self->numbers->len);
  free (text);
  return g_byte_array_free_to_bytes (file);
}

static GBytes *
write_weights (Weights *self, GError **error)
{
  const double bytes = 3.0 * (double) self->network.n_parameters * sizeof (float);
  float *linear = NULL;
  GBytes *file;

  /* A GByteArray counts its bytes in 32 bits. */
  if (bytes / 3.0 < (double) (G_MAXUINT32 / 4) && lab_memory_check (bytes, "these weights", error))
    linear = lab_memory_new (self->network.n_parameters);
  if (linear == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, LAB_ERROR, LAB_ERROR_MEMORY,
                             "hidden: no memory for these weights as a file: choose smaller sizes");
      return NULL;
    }
  lab_network_copy_linear (&self->network, self->theta, linear);
  self->header = json_object ();
  self->numbers = g_byte_array_new ();
  json_object_set_new (self->header, "__metadata__", metadata_of (self));
  add_layers (self, "hidden", self->network.hidden, self->network.n_hidden, linear);
  add_layers (self, "heads", self->network.heads, self->network.n_heads, linear);
  lab_memory_free (linear);
  file = assemble (self);
  json_decref (self->header);
  g_byte_array_unref (self->numbers);
  return file;
}

GBytes *
lab_safetensors_weights (const LabRun *run, const LabDataset *dataset, GError **error)
{
  const LabEvaluation *latest = lab_run_get_latest (run);
  LabCheckpoint *checkpoint = lab_run_dup_checkpoint (run);
  Weights self = { .run = run, .dataset = dataset };
  GBytes *file = NULL;

  if (checkpoint != NULL)
    {
      self.theta = checkpoint->theta;
      self.step = checkpoint->step;
    }
  if (latest != NULL && latest->theta != NULL && (checkpoint == NULL || latest->step >= self.step))
    {
      self.theta = latest->theta;
      self.step = latest->step;
    }
  if (self.theta != NULL && lab_trainer_network (run->spec, dataset, &self.network, error))
    file = write_weights (&self, error);
  if (checkpoint != NULL)
    lab_checkpoint_unref (checkpoint);
  return file;
}
