/* SPDX-License-Identifier: MIT */
/*
 * What tests of exported scripts need of the engine:
 *
 *   modules classes FILE.loss ...    the losses as PyTorch modules, each called after its file
 *   modules values FILE.loss ...     what the loss's graph gives, a JSON line a loss, for the case
 * on standard input: value, gradient, gradient2 modules journal FOLDER           trains a toy
 * experiment, changes settings on the way, exports it and prints the steps' losses as the script
 * does: side step loss
 */
#include "data/batches.h"
#include "formula/derive.h"
#include "formula/reference.h"
#include "out/torch-export.h"
#include "out/torch.h"
#include "toy.h"
#include "train/trainer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static LabFormula *
load (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (LabProblems) problems = NULL;
  LabFormula *formula;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    g_error ("cannot read %s", path);
  problems = lab_problems_new (text);
  formula = lab_formula_new (text, problems);
  if (formula == NULL)
    {
      g_autofree char *described = lab_problems_describe (problems);

      g_error ("%s: %s", path, described);
    }
  return formula;
}

static void
print_classes (int n, char **paths)
{
  g_autoptr (GString) classes = g_string_new (NULL);
  g_autofree char *functions = NULL;
  guint helpers = 0;

  for (int i = 0; i < n; i++)
    {
      g_autoptr (LabFormula) formula = load (paths[i]);
      g_autofree char *id = g_path_get_basename (paths[i]);
      g_autofree char *name = NULL;
      g_autofree char *class = NULL;

      *strrchr (id, '.') = '\0';
      name = lab_torch_class_name (id);
      class = lab_torch_module (formula, name, NULL, &helpers);
      g_string_append_printf (classes, "\n\n%s", class);
    }
  functions = lab_torch_helpers (helpers);
  printf ("import math\n\nimport torch\nimport torch.nn.functional as F\nfrom torch import nn\n"
          "%s%s",
          functions, classes->str);
}

/* ---- values ---- */

static double *
numbers (const json_t *of, const char *name, double otherwise)
{
  const json_t *array = json_object_get (of, name);
  GArray *all = g_array_new (FALSE, FALSE, sizeof (double));
  json_t *row, *item;
  size_t i, j;

  json_array_foreach (array, i, row)
  {
    double number = json_number_value (row);

    if (!json_is_array (row))
      g_array_append_val (all, number);
    json_array_foreach (row, j, item)
    {
      number = json_number_value (item);
      g_array_append_val (all, number);
    }
  }
  for (guint k = 0; array == NULL && k < LAB_MAX_CLASSES; k++)
    g_array_append_val (all, otherwise);
  return (double *) (gpointer) g_array_free (all, FALSE);
}

static guint8 *
classes_of (const json_t *of, const char *name)
{
  const json_t *array = json_object_get (of, name);
  guint8 *classes = g_malloc0 (json_array_size (array) + 1);

  for (size_t i = 0; i < json_array_size (array); i++)
    classes[i] = (guint8) json_integer_value (json_array_get (array, i));
  return classes;
}

/* A gradient may have less shape than its logits. */
static json_t *
gradient_json (const LabGraph *graph, LabRef gradient, const LabReferenceData *data, guint task)
{
  const guint K = data->K[task];
  json_t *out = json_array ();
  const guint shape = gradient == LAB_NO_REF ? 0 : lab_graph_get (graph, gradient)->shape;
  g_autofree double *all
      = gradient == LAB_NO_REF ? g_new0 (double, 1) : lab_reference_run (graph, gradient, data);

  for (guint b = 0; b < data->B; b++)
    for (guint k = 0; k < K; k++)
      {
        const gsize width = (shape & LAB_SHAPE_CLASSES) != 0 ? K : 1;
        const double number = all[((shape & LAB_SHAPE_B) != 0 ? b * width : 0)
                                  + ((shape & LAB_SHAPE_CLASSES) != 0 ? k : 0)];

        json_array_append_new (out, isfinite (number) ? json_real (number) : json_null ());
      }
  return out;
}

static void
print_values (int n, char **paths)
{
  json_t *of = json_loadf (stdin, 0, NULL);
  g_autofree double *logits = numbers (of, "logits", 0.0);
  g_autofree double *logits2 = numbers (of, "logits2", 0.0);
  g_autofree double *weights = numbers (of, "weights", 1.0);
  g_autofree double *counts = numbers (of, "counts", 1.0);
  g_autofree double *ones = numbers (of, "none", 1.0);
  g_autofree guint8 *targets = classes_of (of, "targets");
  g_autofree guint8 *targets2 = classes_of (of, "targets2");
  LabReferenceData data = {
    .B = (guint) json_array_size (json_object_get (of, "logits")),
    .K = { (guint) json_integer_value (json_object_get (of, "n_classes")), 2 },
    .logits = { logits, logits2 },
    .targets = { targets, targets2 },
    .weights = { weights, ones },
    .counts = { counts, ones },
    .progress = json_number_value (json_object_get (of, "progress")),
  };

  for (int i = 0; i < n; i++)
    {
      g_autoptr (LabFormula) formula = load (paths[i]);
      LabGraph *graph = formula->computing.graph;
      double parameters[LAB_FORMULA_MAX_PARAMETERS], learned[LAB_FORMULA_MAX_LEARNED];
      const LabRef leaves[]
          = { lab_graph_input (graph, LAB_INPUT_Z), lab_graph_input (graph, LAB_INPUT_Z2) };
      LabRef gradients[2];
      g_autofree double *value = NULL;
      json_t *object = json_object ();
      char *text;

      for (guint p = 0; p < formula->n_parameters; p++)
        parameters[p] = formula->parameters[p].value;
      for (guint p = 0; p < formula->n_learned; p++)
        learned[p] = formula->learned[p].value;
      data.parameters = parameters;
      data.learned = learned;
      lab_derive (graph, formula->computing.loss, leaves, 2, gradients);
      value = lab_reference_run (graph, formula->computing.loss, &data);
      json_object_set_new (object, "value", isfinite (*value) ? json_real (*value) : json_null ());
      json_object_set_new (object, "gradient", gradient_json (graph, gradients[0], &data, 0));
      json_object_set_new (object, "gradient2", gradient_json (graph, gradients[1], &data, 1));
      text = json_dumps (object, JSON_COMPACT | JSON_REAL_PRECISION (17));
      puts (text);
      free (text);
      json_decref (object);
    }
  json_decref (of);
}

/* ---- a journal ---- */

static const LabJournalEntry CHANGES[] = {
  { 5, LAB_SETTING_LEARNING_RATE, (char *) "0.003" },
  { 11, LAB_SETTING_LOSS_PARAMETERS, (char *) "gamma=0.5" },
  { 11, LAB_SETTING_CLASS_WEIGHTS, (char *) "0=3,2=0.25" },
  { 17, LAB_SETTING_CLASS_WEIGHTS, (char *) "balanced" },
  { 23, LAB_SETTING_MOMENTUM, (char *) "0.5" },
  { 29, LAB_SETTING_LOSS_PARAMETERS, (char *) "own" },
};

static void
train_with_changes (char *folder)
{
  g_autoptr (LabDataset) dataset = lab_toy_dataset (3);
  g_autoptr (LabTrainingSet) set = NULL;
  g_autoptr (LabSpec) spec = lab_toy_spec ("loss", "focal", "optimizer", "sgd", NULL);
  LabExperiment experiment = { 1, { spec }, 1 };
  g_autoptr (LabRun) run = NULL;
  g_autoptr (LabTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;

  set = lab_damage_apply (&spec->damage, dataset, &error);
  run = lab_run_new (spec, 0, dataset->n_classes, lab_batches_per_epoch (set->n, spec->batch_size));
  trainer = lab_trainer_new (run, dataset, set, NULL, &error);
  if (trainer == NULL)
    g_error ("%s", error->message);
  lab_trainer_replay (trainer, CHANGES, G_N_ELEMENTS (CHANGES));
  while (lab_trainer_advance (trainer) == LAB_RUN_TRAINING)
    ;
  if (!lab_torch_export (&experiment, dataset, set, &run, folder, &error))
    g_error ("%s", error->message);
  for (guint64 i = 0; i < lab_series_count (run->loss); i++)
    printf ("standard %" G_GUINT64_FORMAT " %.9g\n", i + 1, (double) lab_series_get (run->loss, i));
}

int
main (int argc, char **argv)
{
  if (argc > 1 && g_str_equal (argv[1], "classes"))
    print_classes (argc - 2, argv + 2);
  else if (argc > 1 && g_str_equal (argv[1], "values"))
    print_values (argc - 2, argv + 2);
  else if (argc == 3 && g_str_equal (argv[1], "journal"))
    train_with_changes (argv[2]);
  else
    return EXIT_FAILURE;
  return EXIT_SUCCESS;
}
