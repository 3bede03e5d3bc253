/* SPDX-License-Identifier: MIT */
/*
 * The script is resources/torch/train.py with settings, losses and sides put into it. Everything
 * that is random is written out as numbers: the script has no generator of its own.
 */
#include "out/torch-export.h"

#include "core/memory.h"
#include "core/replace.h"
#include "data/batches.h"
#include "out/python.h"
#include "out/torch.h"
#include "train/objective.h"
#include "train/trainer.h"

#include "scripts.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ORDER (G_GUINT64_CONSTANT (1) << 30) /* bytes, of all seeds */
#define GZIP_LEVEL 3
#define SCRIPT     "/org/losslab/torch/train.py"

typedef struct
{
  const LabExperiment *experiment;
  const LabDataset *dataset;
  const LabTrainingSet *set;
  LabRun *const *runs;
  LabReplace *files;
  const char *folder; /* within that of the files, "" or with a slash at its end */
  gboolean apart;     /* whether the sides begin with different weights */
} Export;

static gboolean
add (const Export *self, const char *name, gconstpointer data, gsize size, GError **error)
{
  g_autofree char *path = g_strconcat (self->folder, name, NULL);

  return lab_replace_add (self->files, path, data, size, error);
}

/* ---- numbers ---- */

static gboolean
add_words (const Export *self, const char *name, guint32 *words, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++)
    words[i] = GUINT32_TO_LE (words[i]);
  return add (self, name, words, n * sizeof *words, error);
}

static gboolean
add_places (const Export *self, const char *name, const guint32 *places, guint n, GError **error)
{
  g_autofree guint32 *copy = g_memdup2 (places, n * sizeof *places);

  return add_words (self, name, copy, n, error);
}

static gboolean
add_order (const Export *self, guint64 seed, GError **error)
{
  const guint n = self->set->n, epochs = self->experiment->sides[0]->epochs;
  g_autofree guint32 *order = g_try_malloc_n ((gsize) n * epochs, sizeof *order);
  g_autofree char *name = g_strdup_printf ("order-%" G_GUINT64_FORMAT ".u32", seed);

  if (order == NULL)
    {
      g_set_error_literal (error, LAB_ERROR, LAB_ERROR_MEMORY,
                           "no memory for the order of the batches: choose fewer epochs");
      return FALSE;
    }
  for (guint e = 0; e < epochs; e++)
    lab_batches_order (seed, e, n, order + (gsize) e * n);
  return add_words (self, name, order, (gsize) n * epochs, error);
}

/* ---- the weights to begin with ---- */

static gboolean
begins (const LabRun *run)
{
  const LabEvaluation *first
      = lab_run_n_evaluations (run) == 0 ? NULL : lab_run_get_evaluation (run, 0);

  return !lab_run_get_origin (run, NULL)
         || (first != NULL && first->step == 0 && first->theta != NULL);
}

gboolean
lab_torch_export_check_runs (const LabExperiment *experiment, LabRun *const *runs, GError **error)
{
  for (guint i = 0; runs != NULL && i < experiment->n_sides * experiment->n_seeds; i++)
    if (!begins (runs[i]))
      return lab_error_refuse (error, "the weights that this branch began with are not there: a "
                                      "script of it cannot be written");
  return TRUE;
}

/* Returns: (nullable): of a branch; else the seed gives them. */
static const float *
beginning (const Export *self, guint nth, guint side)
{
  const LabRun *run
      = self->runs == NULL ? NULL : self->runs[nth * self->experiment->n_sides + side];

  return run != NULL && lab_run_get_origin (run, NULL) ? lab_run_get_evaluation (run, 0)->theta
                                                       : NULL;
}

/* Returns: whether all sides can read one file: seeds give them the same, and one parent may. */
static gboolean
same_beginning (const Export *self, const LabNetwork *networks)
{
  for (guint nth = 0; nth < self->experiment->n_seeds; nth++)
    for (guint side = 1; side < self->experiment->n_sides; side++)
      {
        const float *one = beginning (self, nth, 0), *other = beginning (self, nth, side);

        if (one == NULL && other == NULL)
          continue;
        if (one == NULL || other == NULL || networks[0].n_parameters != networks[side].n_parameters
            || memcmp (one, other, networks[0].n_parameters * sizeof *one) != 0)
          return FALSE;
      }
  return TRUE;
}

/* What the names of a side's files of weights begin with. */
static char *
weights_name (const Export *self, guint side)
{
  return self->apart ? g_strdup_printf ("weights-%s", lab_experiment_role (side))
                     : g_strdup ("weights");
}

static gboolean
no_memory (GError **error)
{
  g_set_error_literal (error, LAB_ERROR, LAB_ERROR_MEMORY,
                       "hidden: no memory for this network: choose smaller sizes");
  return FALSE;
}

static gboolean
add_weights (const Export *self, const LabNetwork *network, guint side, guint nth, guint64 seed,
             GError **error)
{
  const float *theta = beginning (self, nth, side);
  float *fresh = NULL, *linear;
  g_autofree char *prefix = weights_name (self, side);
  g_autofree char *name = g_strdup_printf ("%s-%" G_GUINT64_FORMAT ".f32", prefix, seed);
  gboolean added;

  if (!lab_memory_check ((double) network->n_parameters * sizeof (float), "this network", error))
    return FALSE;
  if (theta == NULL)
    {
      theta = fresh = lab_memory_new (network->n_parameters);
      if (fresh == NULL)
        return no_memory (error);
      lab_network_initialise (network, seed, fresh);
    }
  linear = lab_memory_new (network->n_parameters);
  if (linear == NULL)
    {
      lab_memory_free (fresh);
      return no_memory (error);
    }
  lab_network_copy_linear (network, theta, linear);
  added = add_words (self, name, (guint32 *) (gpointer) linear, network->n_parameters, error);
  lab_memory_free (fresh);
  lab_memory_free (linear);
  return added;
}

/* The heads come last, so that a network with one head begins as one with two. */
static guint
widest (const Export *self, const LabNetwork *networks)
{
  guint found = 0;

  for (guint side = 1; side < self->experiment->n_sides; side++)
    if (networks[side].n_heads > networks[found].n_heads)
      found = side;
  return found;
}

static gboolean
find_networks (const Export *self, LabNetwork *networks, GError **error)
{
  for (guint side = 0; side < self->experiment->n_sides; side++)
    if (!lab_trainer_network (self->experiment->sides[side], self->dataset, &networks[side], error))
      return FALSE;
  return TRUE;
}

static gboolean
add_seeds (const Export *self, const LabNetwork *networks, GError **error)
{
  const guint first = self->apart ? 0 : widest (self, networks);
  const guint n = self->apart ? self->experiment->n_sides : 1;

  for (guint nth = 0; nth < self->experiment->n_seeds; nth++)
    {
      g_autoptr (LabSpec) spec = lab_experiment_run_spec (self->experiment, 0, nth, error);

      if (spec == NULL || !add_order (self, spec->seed, error))
        return FALSE;
      for (guint side = first; side < first + n; side++)
        if (!add_weights (self, &networks[side], side, nth, spec->seed, error))
          return FALSE;
    }
  return TRUE;
}

/* ---- pictures ---- */

static gboolean
add_idx (const Export *self, const char *name, guint n_dims, guint n, const guint8 *bytes,
         gsize size, GError **error)
{
  const guint32 header[]
      = { GUINT32_TO_BE (0x800 + n_dims), GUINT32_TO_BE (n), GUINT32_TO_BE (self->dataset->rows),
          GUINT32_TO_BE (self->dataset->cols) };
  g_autoptr (GZlibCompressor) compressor
      = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, GZIP_LEVEL);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream
      = g_converter_output_stream_new (memory, G_CONVERTER (compressor));
  g_autofree char *file = g_strconcat (name, ".gz", NULL);

  /* Into memory: there is nothing that could go wrong. */
  g_output_stream_write_all (stream, header, (1 + n_dims) * sizeof *header, NULL, NULL, NULL);
  g_output_stream_write_all (stream, bytes, size, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);
  return add (self, file, g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
              g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)), error);
}

static gboolean
add_images (const Export *self, const char *name, const LabPictures *pictures, GError **error)
{
  const gsize size = (gsize) self->dataset->rows * self->dataset->cols;
  g_autofree guint8 *bytes = g_malloc (pictures->n * size);

  for (guint i = 0; i < pictures->n; i++)
    {
      guint8 *to = bytes + i * size;
      const guint8 *pixels = lab_dataset_pixels (self->dataset, pictures, i, to);

      if (pixels != to)
        memcpy (to, pixels, size);
    }
  return add_idx (self, name, 3, pictures->n, bytes, pictures->n * size, error);
}

static gboolean
add_pictures (const Export *self, GError **error)
{
  const LabPictures *train = &self->dataset->train, *test = &self->dataset->test;

  return add_images (self, "train-images-idx3-ubyte", train, error)
         && add_idx (self, "train-labels-idx1-ubyte", 1, train->n, train->labels, train->n, error)
         && add_images (self, "t10k-images-idx3-ubyte", test, error)
         && add_idx (self, "t10k-labels-idx1-ubyte", 1, test->n, test->labels, test->n, error)
         && add_places (self, "train-index.u32", self->set->index, self->set->n, error)
         && add (self, "train-labels.u8", self->set->label, self->set->n, error)
         && add_places (self, "validation-index.u32", self->set->validation,
                        self->set->n_validation, error);
}

/* ---- the journal ---- */

static void
append_journal (json_t *changes, const LabRun *run)
{
  for (guint i = 0; i < lab_run_n_journal (run); i++)
    {
      const LabJournalEntry *entry = lab_run_get_journal (run, i);

      json_array_append_new (
          changes,
          json_pack ("{s:s, s:I, s:I, s:s, s:s}", "side", lab_experiment_role (run->side), "seed",
                     (json_int_t) run->spec->seed, "step", (json_int_t) entry->step, "setting",
                     lab_settings[entry->setting].name, "value", entry->text));
    }
}

static gboolean
add_journal (const Export *self, GError **error)
{
  json_t *changes = json_array ();
  char *text;
  gboolean added;

  for (guint i = 0; self->runs != NULL && i < self->experiment->n_sides * self->experiment->n_seeds;
       i++)
    append_journal (changes, self->runs[i]);
  text = json_dumps (changes, JSON_INDENT (1));
  added = add (self, "journal.json", text, strlen (text), error);
  free (text);
  json_decref (changes);
  return added;
}

/* ---- the script ---- */

static void
append_settings (GString *out, const Export *self)
{
  const LabSpec *spec = self->experiment->sides[0];
  const LabSecondTask *second = &self->dataset->second;
  char rate[G_ASCII_DTOSTR_BUF_SIZE], momentum[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (out, "EPOCHS, BATCH_SIZE = %u, %u\n", spec->epochs, spec->batch_size);
  g_string_append_printf (out, "OPTIMIZER, LR, MOMENTUM = \"%s\", %s, %s\n", spec->optimizer,
                          lab_python_number (spec->learning_rate, rate),
                          lab_python_number (spec->momentum, momentum));
  g_string_append_printf (out, "SEED, N_SEEDS = %" G_GUINT64_FORMAT ", %u\n", spec->seed,
                          self->experiment->n_seeds);
  g_string_append_printf (out, "N_INPUTS, N_CLASSES = %u, %u\nHIDDEN = [",
                          self->dataset->rows * self->dataset->cols, self->dataset->n_classes);
  for (guint l = 0; l < spec->hidden.n; l++)
    g_string_append_printf (out, "%s%u", l > 0 ? ", " : "", spec->hidden.at[l]);
  g_string_append (out, "]\nSECOND = [");
  for (guint k = 0; second->n_classes > 0 && k < self->dataset->n_classes; k++)
    g_string_append_printf (out, "%s%u", k > 0 ? ", " : "", second->class_of[k]);
  g_string_append (out, "]  # the second task's class for each class of the first");
}

static void
append_side (GString *out, const Export *self, guint side, const LabLoss *loss, const char *class)
{
  const LabSpec *spec = self->experiment->sides[side];
  const LabFormula *formula = loss->formula;
  g_autofree char *label = lab_loss_label (spec->loss);
  g_autofree char *quoted = lab_python_quote (label);
  g_autofree char *parameters = lab_spec_print (spec, LAB_SETTING_LOSS_PARAMETERS);
  g_autofree char *weights = lab_spec_print (spec, LAB_SETTING_CLASS_WEIGHTS);
  g_autofree char *beginning = weights_name (self, side);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  guint n_renamed = 0;

  g_string_append_printf (out,
                          "    {\n        \"role\": \"%s\", \"loss\": %s,\n"
                          "        \"module\": %s, \"tasks\": %u,\n        \"parameters\": {",
                          lab_experiment_role (side), quoted, class, loss->n_tasks);
  for (guint i = 0; i < formula->n_parameters; i++)
    g_string_append_printf (out, "%s\"%s\": %s", i > 0 ? ", " : "", formula->parameters[i].name,
                            lab_python_number (formula->parameters[i].value, number));
  g_string_append (out, "}, \"names\": {");
  for (guint i = 0; i < formula->n_parameters; i++)
    {
      g_autofree char *name = lab_python_name (formula, formula->parameters[i].name);

      if (!g_str_equal (name, formula->parameters[i].name))
        g_string_append_printf (out, "%s\"%s\": \"%s\"", n_renamed++ > 0 ? ", " : "",
                                formula->parameters[i].name, name);
    }
  g_string_append_printf (out,
                          "},\n        \"loss-parameters\": \"%s\", \"class-weights\": \"%s\",\n"
                          "        \"weights\": \"%s\",\n    },\n",
                          parameters, weights, beginning);
}

/* Sides with the same text share a class. */
static gboolean
append_losses (GString *modules, GString *sides, const Export *self, GError **error)
{
  g_autoptr (GPtrArray) losses = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_loss_unref);
  g_auto (GStrv) classes = g_new0 (char *, LAB_MAX_SIDES + 1);
  guint helpers = 0;
  g_autofree char *functions = NULL;

  for (guint side = 0; side < self->experiment->n_sides; side++)
    {
      const LabSpec *spec = self->experiment->sides[side];
      LabLoss *loss = lab_loss_find (spec->loss, error);
      g_autofree char *module = NULL;

      if (loss == NULL)
        return FALSE;
      g_ptr_array_add (losses, loss);
      classes[side]
          = lab_torch_class_name (loss->id != NULL ? loss->id : lab_experiment_role (side));
      for (guint other = 0; other < side; other++)
        {
          const gboolean same = g_str_equal (((LabLoss *) losses->pdata[other])->text, loss->text);

          if (same || g_str_equal (classes[other], classes[side]))
            {
              g_free (classes[side]);
              classes[side] = same ? g_strdup (classes[other])
                                   : g_strdup_printf ("%s%u", classes[other], side + 1);
              module = same ? g_strdup ("") : NULL;
              break;
            }
        }
      append_side (sides, self, side, loss, classes[side]);
      if (module == NULL)
        {
          module = lab_torch_module (loss->formula, classes[side], NULL, &helpers);
          g_string_append_printf (modules, "\n\n%s", module);
        }
    }
  functions = lab_torch_helpers (helpers);
  g_string_prepend (modules, functions);
  return TRUE;
}

static void
put (GString *script, const char *mark, const char *text)
{
  g_autofree char *line = g_strdup_printf ("# @%s@", mark);
  const guint n = g_string_replace (script, line, text, 1);

  g_assert (n == 1);
}

static gboolean
add_script (const Export *self, GError **error)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (lab_scripts_get_resource (), SCRIPT, 0, NULL);
  g_autoptr (GString) script = g_string_new (g_bytes_get_data (bytes, NULL));
  g_autoptr (GString) settings = g_string_new (NULL), modules = g_string_new (NULL),
                      sides = g_string_new ("SIDES = [\n"), title = g_string_new ("#");
  g_autofree char *pictures = lab_error_line (self->dataset->title);

  append_settings (settings, self);
  if (!append_losses (modules, sides, self, error))
    return FALSE;
  g_string_append_c (sides, ']');
  for (guint side = 0; side < self->experiment->n_sides; side++)
    {
      g_autofree char *label = lab_loss_label (self->experiment->sides[side]->loss);

      g_string_append_printf (title, "%s %s", side > 0 ? " against" : "", label);
    }
  g_string_append_printf (title, ", on %s", pictures);
  /* From the last on: what is put in is not looked at again. */
  put (script, "SIDES", sides->str);
  put (script, "LOSSES", g_strstrip (modules->str));
  put (script, "SETTINGS", settings->str);
  put (script, "TITLE", title->str);
  return add (self, "train.py", script->str, script->len, error);
}

/* ---- all of it ---- */

static gboolean
check_folder (const char *folder, GError **error)
{
  GDir *there = g_dir_open (folder, 0, NULL);
  const gboolean empty = there == NULL || g_dir_read_name (there) == NULL;

  if (there != NULL)
    g_dir_close (there);
  if (!empty)
    g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST, "‘%s’ is not empty: choose a new folder",
                 folder);
  return empty;
}

static gboolean
check_losses (const Export *self, GError **error)
{
  for (guint side = 0; side < self->experiment->n_sides; side++)
    {
      g_auto (LabObjective) objective = { 0 };

      if (!lab_objective_init (&objective, self->experiment->sides[side], self->dataset, self->set,
                               error))
        return FALSE;
    }
  return TRUE;
}

gboolean
lab_torch_export_check (const LabExperiment *experiment, const LabDataset *dataset,
                        const LabTrainingSet *set, GError **error)
{
  const Export self = { .experiment = experiment, .dataset = dataset, .set = set };
  const guint64 size
      = (guint64) set->n * experiment->sides[0]->epochs * experiment->n_seeds * sizeof (guint32);

  if (!check_losses (&self, error))
    return FALSE;
  if (size > MOST_ORDER)
    g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST,
                 "epochs: the order of all their batches would take %.1f GB: choose fewer epochs "
                 "or seeds",
                 (double) size / 1e9);
  return size <= MOST_ORDER;
}

gboolean
lab_torch_export_add (const LabExperiment *experiment, const LabDataset *dataset,
                      const LabTrainingSet *set, LabRun *const *runs, LabReplace *files,
                      const char *folder, GError **error)
{
  Export self = { experiment, dataset, set, runs, files, folder, FALSE };
  LabNetwork networks[LAB_MAX_SIDES];

  if (!lab_torch_export_check (experiment, dataset, set, error)
      || !lab_torch_export_check_runs (experiment, runs, error)
      || !find_networks (&self, networks, error))
    return FALSE;
  self.apart = !same_beginning (&self, networks);
  return add_script (&self, error) && add_journal (&self, error)
         && add_seeds (&self, networks, error) && add_pictures (&self, error);
}

gboolean
lab_torch_export (const LabExperiment *experiment, const LabDataset *dataset,
                  const LabTrainingSet *set, LabRun *const *runs, const char *folder,
                  GError **error)
{
  g_autoptr (LabReplace) files = NULL;

  /* What is wrong with the request goes before what is wrong with the folder. */
  if (!lab_torch_export_check (experiment, dataset, set, error)
      || !lab_torch_export_check_runs (experiment, runs, error) || !check_folder (folder, error))
    return FALSE;
  files = lab_replace_new (folder, error);
  return files != NULL && lab_torch_export_add (experiment, dataset, set, runs, files, "", error)
         && lab_replace_commit (files, error);
}
