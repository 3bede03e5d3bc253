/* SPDX-License-Identifier: MIT */
#include "seeds.h"

#include "command.h"
#include "measure/conclusion.h"
#include "scores.h"

#include <math.h>
#include <string.h>

/* A side against the first. */
typedef struct
{
  guint side;
  const char *const *class_names;
  LabComparison *comparison;
  gboolean tested; /* one seed, by McNemar */
  LabMcnemar test;
  LabConclusion conclusion;
} Pair;

static void
test_networks (Pair *self, const LabEngine *engine)
{
  const LabDataset *dataset = lab_engine_get_dataset (engine);
  const LabTrainingSet *set = lab_engine_get_training_set (engine);
  g_autoptr (LabPredictions) first
      = lab_scores_predict (lab_engine_get_run (engine, 0), dataset, set);
  g_autoptr (LabPredictions) second
      = lab_scores_predict (lab_engine_get_run (engine, self->side), dataset, set);

  if (first == NULL || second == NULL)
    return;
  lab_mcnemar_count (&self->test, first->labels, first->classes, second->classes, first->n);
  self->tested = TRUE;
}

/* Runs that ended at different steps are not compared: one would have learned for longer. */
static void
pair_init (Pair *self, const LabExperiment *experiment, const LabEngine *engine, guint side)
{
  const LabDataset *dataset = lab_engine_get_dataset (engine);
  const guint n_seeds = experiment->n_seeds;
  g_autofree const LabConfusion **first = g_new0 (const LabConfusion *, n_seeds),
                                **second = g_new0 (const LabConfusion *, n_seeds);

  *self = (Pair){ .side = side, .class_names = (const char *const *) dataset->class_names };
  for (guint s = 0; s < n_seeds; s++)
    {
      const guint run = s * experiment->n_sides;
      const LabEvaluation *a = lab_run_get_latest (lab_engine_get_run (engine, run));
      const LabEvaluation *b = lab_run_get_latest (lab_engine_get_run (engine, run + side));

      if (a != NULL && b != NULL && a->step == b->step)
        {
          first[s] = a->test;
          second[s] = b->test;
        }
    }
  self->comparison
      = lab_comparison_new (first, second, n_seeds, dataset->n_classes, experiment->n_sides - 1);
  if (n_seeds == 1 && self->comparison->n_seeds == 1)
    test_networks (self, engine);
  lab_conclusion_init (&self->conclusion, self->comparison, self->tested ? &self->test : NULL);
}

static void
pair_clear (Pair *self)
{
  lab_comparison_free (self->comparison);
}

static char *
sentence (const Pair *self, guint i)
{
  const LabConclusionWords words = {
    .first = lab_experiment_role (0),
    .second = lab_experiment_role (self->side),
    .class_names = self->class_names,
  };

  return lab_conclusion_sentence (&self->conclusion, i, &words);
}

/* ---- text ---- */

#define CELL 18 /* characters */

static void
append_cell (GString *text, const char *cell)
{
  g_string_append (text, cell);
  for (glong i = g_utf8_strlen (cell, -1); i < CELL; i++)
    g_string_append_c (text, ' ');
}

static void
append_number (GString *text, const char *before, double value, const char *after)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (buffer, sizeof buffer, "%.4f", value);
  g_string_append_printf (text, "%s%s%s", before, buffer, after);
}

static void
append_mean (GString *text, const LabInterval *interval)
{
  g_autoptr (GString) cell = g_string_new (NULL);

  append_number (cell, "", interval->mean, "");
  if (interval->n > 1)
    append_number (cell, " ± ", interval->deviation, "");
  append_cell (text, cell->str);
}

static void
append_difference (GString *text, const LabInterval *interval)
{
  append_number (text, interval->mean < 0.0 ? "" : "+", interval->mean, "");
  if (interval->n < 2)
    return;
  append_number (text, interval->low < 0.0 ? " (" : " (+", interval->low, "");
  append_number (text, interval->high < 0.0 ? " to " : " to +", interval->high, ")");
}

static char *
measure_name (const Pair *self, guint measure)
{
  return measure < LAB_COMPARISON_RECALL
             ? g_strdup (lab_comparison_measures[measure].title)
             : g_strdup_printf ("Recall of %s", self->class_names[measure - LAB_COMPARISON_RECALL]);
}

static void
append_table (GString *text, const Pair *self)
{
  const LabComparison *comparison = self->comparison;
  glong width = 0;

  for (guint m = 0; m < LAB_COMPARISON_RECALL + comparison->n_classes; m++)
    {
      g_autofree char *name = measure_name (self, m);

      width = MAX (width, g_utf8_strlen (name, -1));
    }
  g_string_append_printf (text, "\n%*s  ", (int) width, "");
  append_cell (text, lab_experiment_role (0));
  append_cell (text, lab_experiment_role (self->side));
  g_string_append (text, "difference\n");
  for (guint m = 0; m < LAB_COMPARISON_RECALL + comparison->n_classes; m++)
    {
      const LabComparisonRow *row = &comparison->rows[m];
      g_autofree char *name = measure_name (self, m);

      if (row->difference.n == 0)
        continue;
      g_string_append (text, name);
      for (glong i = g_utf8_strlen (name, -1); i < width + 2; i++)
        g_string_append_c (text, ' ');
      append_mean (text, &row->first);
      append_mean (text, &row->second);
      append_difference (text, &row->difference);
      g_string_append (text, row->shown ? " *" : "");
      g_string_append_c (text, '\n');
    }
}

char *
lab_seeds_text (const LabExperiment *experiment, const LabEngine *engine)
{
  GString *text = g_string_new (NULL);

  for (guint side = 1; side < experiment->n_sides; side++)
    {
      Pair pair;

      pair_init (&pair, experiment, engine, side);
      append_table (text, &pair);
      g_string_append_c (text, '\n');
      for (guint i = 0; i < pair.conclusion.n; i++)
        {
          g_autofree char *words = sentence (&pair, i);

          g_string_append_printf (text, "%s\n", words);
        }
      pair_clear (&pair);
    }
  return g_string_free (text, FALSE);
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
measure_json (const Pair *self, guint measure)
{
  const LabComparisonRow *row = &self->comparison->rows[measure];
  const guint kind = MIN (measure, LAB_COMPARISON_RECALL);
  json_t *object = json_object ();

  json_object_set_new (object, "measure", json_string (lab_comparison_measures[kind].name));
  if (kind == LAB_COMPARISON_RECALL)
    json_object_set_new (object, "class",
                         json_string (self->class_names[measure - LAB_COMPARISON_RECALL]));
  json_object_set_new (object, lab_experiment_role (0), mean_json (&row->first));
  json_object_set_new (object, lab_experiment_role (self->side), mean_json (&row->second));
  json_object_set_new (object, "difference", difference_json (row));
  return object;
}

static json_t *
pair_json (const Pair *self)
{
  json_t *object = json_object (), *measures = json_array (), *conclusion = json_array ();

  json_object_set_new (object, "role", json_string (lab_experiment_role (self->side)));
  json_object_set_new (object, "against", json_string (lab_experiment_role (0)));
  json_object_set_new (object, "seeds", json_integer (self->comparison->n_seeds));
  json_object_set_new (object, "left_out", json_integer (self->comparison->n_left_out));
  for (guint m = 0; m < LAB_COMPARISON_RECALL + self->comparison->n_classes; m++)
    json_array_append_new (measures, measure_json (self, m));
  json_object_set_new (object, "measures", measures);
  if (self->tested)
    {
      json_t *test = json_object ();

      json_object_set_new (test, "only_first_right", json_integer (self->test.only_first));
      json_object_set_new (test, "only_second_right", json_integer (self->test.only_second));
      json_object_set_new (test, "p", lab_command_real (self->test.p));
      json_object_set_new (object, "mcnemar", test);
    }
  for (guint i = 0; i < self->conclusion.n; i++)
    {
      g_autofree char *words = sentence (self, i);

      json_array_append_new (conclusion, json_string (words));
    }
  json_object_set_new (object, "conclusion", conclusion);
  return object;
}

json_t *
lab_seeds_json (const LabExperiment *experiment, const LabEngine *engine)
{
  json_t *pairs = json_array ();

  for (guint side = 1; side < experiment->n_sides; side++)
    {
      Pair pair;

      pair_init (&pair, experiment, engine, side);
      json_array_append_new (pairs, pair_json (&pair));
      pair_clear (&pair);
    }
  return pairs;
}
