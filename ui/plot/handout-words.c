/* SPDX-License-Identifier: MIT */
#include "handout-words.h"

#include "loss.h"
#include "number.h"
#include "train/objective.h"

#include <glib/gi18n.h>
#include <string.h>

#define DOT          " \302\267 "
#define MOST_CHANGES 3

static void
begin (GString *text, const char *between)
{
  if (text->len > 0)
    g_string_append (text, between);
}

char *
lab_handout_words_data (const LabResult *result)
{
  g_autofree char *data = lab_chart_data (result->experiment->sides[0], result->dataset);
  g_autofree char *tested = lab_number_count (result->dataset->test.n);
  GString *text = g_string_new (data);

  if (result->set != NULL)
    {
      g_autofree char *trained = lab_number_count (result->set->n);

      g_string_append_printf (text, DOT "%s %s", trained, _ ("training pictures"));
    }
  if (result->set != NULL && result->set->n_validation > 0)
    {
      g_autofree char *validation = lab_number_count (result->set->n_validation);

      g_string_append_printf (text, ", %s %s", validation, _ ("for validation"));
    }
  g_string_append_printf (text, ", %s %s", tested, _ ("test pictures"));
  return g_string_free (text, FALSE);
}

/* "Seeds 1 to 5"; those of a history need not follow each other. */
static void
append_seeds (GString *text, const LabResult *result)
{
  const LabExperiment *experiment = result->experiment;
  const guint n = experiment->n_seeds;
  const guint64 first = experiment->sides[0]->seed;
  const guint64 last = result->runs[(n - 1) * experiment->n_sides]->spec->seed;
  g_autofree char *from = g_strdup_printf ("%" G_GUINT64_FORMAT, first);
  g_autofree char *to = g_strdup_printf ("%" G_GUINT64_FORMAT, last);

  begin (text, DOT);
  if (n == 1)
    g_string_append_printf (text, "%s\302\240%s", _ (lab_settings[LAB_SETTING_SEED].title), from);
  else if (last == first + n - 1)
    g_string_append_printf (text, _ ("Seeds %s to %s"), from, to);
  else
    g_string_append_printf (text, "%u %s", n, _ ("seeds"));
}

/* The settings of the data are said by lab_handout_words_data(), but for what is not as usual. */
char *
lab_handout_words_settings (const LabResult *result)
{
  const LabSpec *spec = result->experiment->sides[0];
  GString *text = g_string_new (NULL);

  for (guint id = 0; id < LAB_N_SETTINGS; id++)
    {
      const LabSetting *setting = &lab_settings[id];
      g_autofree char *value = lab_spec_print (spec, id);

      if (setting->scope == LAB_SETTING_OF_LOSS || id == LAB_SETTING_DATASET
          || id == LAB_SETTING_SEED
          || (id == LAB_SETTING_MOMENTUM && !g_str_equal (spec->optimizer, "sgd"))
          || (setting->scope == LAB_SETTING_OF_DATA && g_str_equal (value, setting->initial)))
        continue;
      begin (text, DOT);
      g_string_append_printf (text, "%s\302\240%s", _ (setting->title), value);
    }
  append_seeds (text, result);
  return g_string_free (text, FALSE);
}

static void
append_statement (GString *text, char *statement)
{
  g_strchomp (statement);
  statement += strspn (statement, " \t");
  if (*statement == '\0' || *statement == '#')
    return;
  begin (text, "\n");
  g_string_append (text, statement);
}

/* Whether the weights that the text begins with are others in this spec. */
static gboolean
has_own_weights (const LabSpec *spec)
{
  g_autofree char *weights = lab_spec_print (spec, LAB_SETTING_CLASS_WEIGHTS);

  return g_str_equal (weights, "own");
}

/* A line a statement. */
char *
lab_handout_words_formula (const LabSpec *spec)
{
  g_autoptr (LabLoss) loss = lab_loss_find (spec->loss, NULL);
  const gboolean own_weights = has_own_weights (spec);
  GString *text = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (loss == NULL ? "" : loss->text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      /* In a comment a semicolon ends nothing. */
      g_auto (GStrv) statements
          = g_strsplit (lines[i], ";", strchr (lines[i], '#') != NULL ? 1 : -1);

      for (guint s = 0; statements[s] != NULL; s++)
        if (own_weights || !g_regex_match_simple ("^\\s*weights\\s*=", statements[s], 0, 0))
          append_statement (text, statements[s]);
    }
  return g_string_free (text, FALSE);
}

static void
append_origin (GString *text, const LabRun *run)
{
  g_autofree char *origin = lab_chart_origin (run);

  if (origin == NULL)
    return;
  begin (text, DOT);
  g_string_append (text, origin);
}

static void
append_learned (GString *text, const LabRun *run)
{
  g_autoptr (LabLoss) loss = lab_loss_find (run->spec->loss, NULL);

  for (guint l = 0; loss != NULL && l < run->n_learned; l++)
    {
      const guint64 n = lab_series_count (run->learned[l]);
      g_autofree char *value
          = n == 0 ? NULL : lab_number_fixed ((double) lab_series_get (run->learned[l], n - 1), 3);

      if (value == NULL)
        continue;
      begin (text, DOT);
      /* Translators: a name and its value follow */
      g_string_append_printf (text, "%s %s = %s", _ ("learned"), loss->formula->learned[l].name,
                              value);
    }
}

static void
append_changes (GString *text, const LabRun *run)
{
  const guint n = lab_run_n_journal (run);

  for (guint i = 0; i < MIN (n, MOST_CHANGES); i++)
    {
      const LabJournalEntry *entry = lab_run_get_journal (run, i);
      g_autofree char *step = lab_number_count (entry->step);

      begin (text, DOT);
      /* Translators: "from step 400 on: Learning rate 0.01" */
      g_string_append_printf (text, _ ("from step %s on: %s %s"), step,
                              _ (lab_settings[entry->setting].title), entry->text);
    }
  if (n > MOST_CHANGES)
    g_string_append_printf (text, _ (", and %u changes more"), n - MOST_CHANGES);
}

static void
append_end (GString *text, const LabRun *run)
{
  const LabDivergence *divergence = lab_run_get_divergence (run);
  const LabEvaluation *latest = lab_run_get_latest (run);
  g_autofree char *epoch = latest == NULL ? NULL : lab_number_fixed (latest->epoch, 1);

  if (divergence != NULL)
    {
      g_autofree char *step = lab_number_count (divergence->step);

      begin (text, DOT);
      g_string_append_printf (text, _ ("diverged at step %s, in %s"), step, divergence->where);
    }
  else if (lab_run_get_state (run) != LAB_RUN_FINISHED && epoch != NULL)
    {
      begin (text, DOT);
      /* Translators: a training that did not get to its end */
      g_string_append_printf (text, _ ("shown after %s epochs"), epoch);
    }
}

/* Those that somebody chose, with their values. */
static void
append_weights (GString *text, const LabRun *run, const LabRecords *records)
{
  g_auto (LabObjective) objective = { 0 };

  if (has_own_weights (run->spec)
      || !lab_objective_init (&objective, run->spec, records->dataset, records->set, NULL)
      || !objective.loss->weighted)
    return;
  begin (text, DOT);
  /* Translators: the weights of the classes follow, from the first to the last */
  g_string_append (text, _ ("class weights w:"));
  for (guint k = 0; k < objective.n_classes; k++)
    {
      const double w = objective.weights[k];
      g_autofree char *value = lab_number_fixed (w, w >= 10.0 ? 0 : 2);

      g_string_append_printf (text, " %s", value);
    }
}

char *
lab_handout_words_run (const LabRun *run, const LabRecords *records)
{
  g_autofree char *parameters = lab_spec_print (run->spec, LAB_SETTING_LOSS_PARAMETERS);
  GString *text = g_string_new (NULL);

  if (!g_str_equal (parameters, "own"))
    {
      g_auto (GStrv) values = g_strsplit (parameters, ",", -1);

      for (guint i = 0; values[i] != NULL; i++)
        {
          g_auto (GStrv) sides = g_strsplit (values[i], "=", 2);

          begin (text, DOT);
          g_string_append_printf (text, "%s = %s", sides[0], sides[1]);
        }
    }
  append_origin (text, run);
  append_weights (text, run, records);
  append_learned (text, run);
  append_changes (text, run);
  append_end (text, run);
  return g_string_free (text, FALSE);
}

char *
lab_handout_words_cut (const char *text, gsize most)
{
  char *line = lab_error_line (text);

  if ((gsize) g_utf8_strlen (line, -1) > most)
    {
      g_autofree char *whole = line;
      g_autofree char *part = g_utf8_substring (whole, 0, (glong) most);

      line = g_strconcat (part, "…", NULL);
    }
  return line;
}
