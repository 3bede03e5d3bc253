/* SPDX-License-Identifier: MIT */
#include "seeds.h"

#include "command.h"
#include "ui/out/pairs-files.h"
#include "ui/plot/result.h"

/* The runs at the end, each loss against the first. */
static LabPairs *
compare (const LabExperiment *experiment, const LabEngine *engine)
{
  g_autofree LabRun **runs = g_new (LabRun *, lab_engine_n_runs (engine));
  const LabResult result = { .experiment = experiment,
                             .runs = runs,
                             .dataset = lab_engine_get_dataset (engine),
                             .set = lab_engine_get_training_set (engine) };
  LabRecords records;

  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    runs[i] = lab_engine_get_run (engine, i);
  records = lab_result_get_all (&result);
  return lab_pairs_new_tested (&records);
}

char *
lab_seeds_text (const LabExperiment *experiment, const LabEngine *engine)
{
  g_autoptr (LabPairs) pairs = compare (experiment, engine);

  return pairs == NULL ? NULL : lab_pairs_to_text (pairs);
}

/* ---- JSON ---- */

static json_t *
mean_json (const LabInterval *interval)
{
  json_t *object = json_object ();

  json_object_set_new (object, "mean", lab_command_real (interval->mean));
  json_object_set_new (object, "deviation", lab_command_real (interval->deviation));
  return object;
}

static json_t *
difference_json (const LabComparisonRow *row)
{
  json_t *object = mean_json (&row->difference);

  json_object_set_new (object, "low", lab_command_real (row->difference.low));
  json_object_set_new (object, "high", lab_command_real (row->difference.high));
  json_object_set_new (object, "p", lab_command_real (row->difference.p));
  json_object_set_new (object, "shown", json_boolean (row->shown));
  return object;
}

static json_t *
measure_json (const LabPairs *self, guint pair, guint measure)
{
  const LabComparisonRow *row = &self->comparisons[pair]->rows[measure];
  const guint kind = MIN (measure, LAB_COMPARISON_RECALL);
  json_t *object = json_object ();

  json_object_set_new (object, "measure", json_string (lab_comparison_measures[kind].name));
  if (kind == LAB_COMPARISON_RECALL)
    json_object_set_new (object, "class",
                         json_string (self->dataset->class_names[measure - LAB_COMPARISON_RECALL]));
  json_object_set_new (object, lab_experiment_role (0), mean_json (&row->first));
  json_object_set_new (object, lab_experiment_role (pair + 1), mean_json (&row->second));
  json_object_set_new (object, "difference", difference_json (row));
  return object;
}

static json_t *
pair_json (const LabPairs *self, guint pair)
{
  const LabComparison *comparison = self->comparisons[pair];
  json_t *object = json_object (), *measures = json_array (), *conclusion = json_array ();

  json_object_set_new (object, "role", json_string (lab_experiment_role (pair + 1)));
  json_object_set_new (object, "against", json_string (lab_experiment_role (0)));
  json_object_set_new (object, "seeds", json_integer (comparison->n_seeds));
  json_object_set_new (object, "left_out", json_integer (comparison->n_left_out));
  for (guint m = 0; m < LAB_COMPARISON_RECALL + comparison->n_classes; m++)
    json_array_append_new (measures, measure_json (self, pair, m));
  json_object_set_new (object, "measures", measures);
  if (self->tests != NULL)
    {
      const LabMcnemar *its = &self->tests[pair];
      json_t *test = json_object ();

      json_object_set_new (test, "only_first_right", json_integer (its->only_first));
      json_object_set_new (test, "only_second_right", json_integer (its->only_second));
      json_object_set_new (test, "p", lab_command_real (its->p));
      json_object_set_new (object, "mcnemar", test);
    }
  for (guint i = 0; i < self->conclusions[pair].n; i++)
    {
      g_autofree char *words = lab_pairs_sentence (self, pair, i);

      json_array_append_new (conclusion, json_string (words));
    }
  json_object_set_new (object, "conclusion", conclusion);
  return object;
}

json_t *
lab_seeds_json (const LabExperiment *experiment, const LabEngine *engine)
{
  g_autoptr (LabPairs) pairs = compare (experiment, engine);
  json_t *array = json_array ();

  for (guint pair = 0; pairs != NULL && pair < pairs->n; pair++)
    json_array_append_new (array, pair_json (pairs, pair));
  return array;
}
