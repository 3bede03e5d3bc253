/* SPDX-License-Identifier: MIT */
#include "run-columns.h"

#include "ui/model/names.h"
#include "ui/plot/number.h"

#include <glib/gi18n.h>
#include <math.h>

static char *
title (const LabSummary *run)
{
  return g_strdup (run->title);
}

static char *
loss (const LabSummary *run)
{
  return g_strdup (_ (run->loss_title));
}

static char *
dataset (const LabSummary *run)
{
  return lab_names_dataset (run->dataset);
}

static char *
seed (const LabSummary *run)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, run->seed);
}

static char *
date (const LabSummary *run)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (run->created);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (then, "%F");
  g_autofree char *today = g_date_time_format (now, "%F");

  /* Translators: a time of this day, then a day, both as g_date_time_format() has them */
  return g_date_time_format (then, g_str_equal (day, today) ? _ ("today %H:%M") : _ ("%-e %b %Y"));
}

static char *
moment (const LabSummary *run)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (run->created);

  /* Translators: as g_date_time_format() has it */
  return g_date_time_format (then, _ ("%A, %-e %B %Y, %H:%M"));
}

static char *
accuracy (double fraction)
{
  return isnan (fraction) ? g_strdup ("–") : lab_number_percent (fraction);
}

static char *
test_accuracy (const LabSummary *run)
{
  return accuracy (run->test_accuracy);
}

static char *
balanced_accuracy (const LabSummary *run)
{
  return accuracy (run->balanced_accuracy);
}

static char *
state (const LabSummary *run)
{
  static const char *const STATES[] = {
    [LAB_RUN_TRAINING] = N_ ("training"),       [LAB_RUN_FINISHED] = N_ ("finished"),
    [LAB_RUN_STOPPED] = N_ ("stopped"),         [LAB_RUN_DIVERGED] = N_ ("diverged"),
    [LAB_RUN_INTERRUPTED] = N_ ("interrupted"),
  };

  return g_strdup (_ (STATES[run->state]));
}

/* ---- the lines below ---- */

static void
append (GString *line, const char *text)
{
  if (*text != '\0')
    g_string_append_printf (line, "%s%s", line->len > 0 ? " \302\267 " : "", text);
}

/* Settings that are not as usual, in the window's words. */
static void
append_settings (GString *line, const LabSummary *run, LabSettingScope scope)
{
  g_auto (GStrv) lines = g_strsplit (run->settings, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], " ", 2);
      const LabSetting *setting = lab_setting_find (parts[0]);
      g_autofree char *text
          = setting == NULL || parts[1] == NULL ? NULL
            : setting->id == LAB_SETTING_LOSS_PARAMETERS /* they have names of their own */
                ? g_strdup (parts[1])
                : g_strdup_printf ("%s\302\240%s", _ (setting->title), parts[1]);

      if (text != NULL && setting->scope == scope)
        append (line, text);
    }
}

static char *
more_of_title (const LabSummary *run)
{
  g_autofree char *number = lab_number_count ((guint64) run->id);
  g_autofree char *parent = lab_number_count ((guint64) run->origin.run);
  g_autofree char *step = lab_number_count (run->origin.step);
  g_autofree char *note = g_strdelimit (g_strdup (run->note), "\n", ' ');
  GString *line = g_string_new (NULL);

  if (run->origin.run == 0)
    /* Translators: a run's number in the history */
    g_string_append_printf (line, _ ("Run %s"), number);
  else
    /* Translators: "Run 12, a branch of run 3 at step 1,172" */
    g_string_append_printf (line, _ ("Run %s, a branch of run %s at step %s"), number, parent,
                            step);
  append (line, run->tags);
  append (line, note);
  append_settings (line, run, LAB_SETTING_OF_TRAINING);
  return g_string_free (line, FALSE);
}

static char *
more_of_loss (const LabSummary *run)
{
  GString *line = g_string_new (NULL);

  append_settings (line, run, LAB_SETTING_OF_LOSS);
  return g_string_free (line, FALSE);
}

static char *
more_of_data (const LabSummary *run)
{
  GString *line = g_string_new (NULL);

  append_settings (line, run, LAB_SETTING_OF_DATA);
  return g_string_free (line, FALSE);
}

static char *
more_of_state (const LabSummary *run)
{
  const double length = (double) MAX (run->steps_per_epoch, 1);
  g_autofree char *epoch = lab_number_fixed ((double) run->step / length, 1);
  g_autofree char *epochs = lab_number_count (run->n_steps / MAX (run->steps_per_epoch, 1));

  return run->state == LAB_RUN_FINISHED
             ? g_strdup ("")
             /* Translators: where a run is, or ended: "epoch 2.3 of 5" */
             : g_strdup_printf (_ ("epoch %s of %s"), epoch, epochs);
}

const LabRunColumn lab_run_columns[LAB_N_RUN_COLUMNS] = {
  { N_ ("Experiment"), title, more_of_title, NULL, 21, FALSE, 0, LAB_ORDER_TITLE },
  { N_ ("Loss"), loss, more_of_loss, NULL, 23, FALSE, 1, LAB_ORDER_LOSS },
  { N_ ("Data"), dataset, more_of_data, NULL, 18, FALSE, 6, LAB_N_ORDERS },
  { N_ ("Seed"), seed, NULL, NULL, 5, TRUE, 4, LAB_N_ORDERS },
  { N_ ("Began"), date, NULL, moment, 14, FALSE, 5, LAB_ORDER_CREATED },
  { N_ ("Accuracy"), test_accuracy, NULL, NULL, 9, TRUE, 2, LAB_ORDER_TEST_ACCURACY },
  { N_ ("Balanced"), balanced_accuracy, NULL, NULL, 9, TRUE, 7, LAB_ORDER_BALANCED_ACCURACY },
  { N_ ("State"), state, more_of_state, NULL, 13, FALSE, 3, LAB_N_ORDERS },
};

const LabRunOrder lab_run_orders[LAB_N_RUN_ORDERS] = {
  { LAB_ORDER_CREATED, TRUE, N_ ("Newest first") },
  { LAB_ORDER_CREATED, FALSE, N_ ("Oldest first") },
  { LAB_ORDER_TITLE, FALSE, N_ ("Experiments from A to Z") },
  { LAB_ORDER_TITLE, TRUE, N_ ("Experiments from Z to A") },
  { LAB_ORDER_LOSS, FALSE, N_ ("Losses from A to Z") },
  { LAB_ORDER_LOSS, TRUE, N_ ("Losses from Z to A") },
  { LAB_ORDER_TEST_ACCURACY, TRUE, N_ ("Best accuracy first") },
  { LAB_ORDER_TEST_ACCURACY, FALSE, N_ ("Worst accuracy first") },
  { LAB_ORDER_BALANCED_ACCURACY, TRUE, N_ ("Best balanced accuracy first") },
  { LAB_ORDER_BALANCED_ACCURACY, FALSE, N_ ("Worst balanced accuracy first") },
};

char *
lab_run_columns_words (const LabSummary *run)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < LAB_N_RUN_COLUMNS; i++)
    {
      const LabRunColumn *column = &lab_run_columns[i];
      g_autofree char *text = column->text (run);
      g_autofree char *more = column->more == NULL ? g_strdup ("") : column->more (run);

      if (column->number)
        g_string_append_printf (words, "%s ", _ (column->title));
      g_string_append_printf (words, "%s%s%s%s", text, *more == '\0' ? "" : ", ", more,
                              i + 1 < LAB_N_RUN_COLUMNS ? ", " : "");
    }
  return g_string_free (words, FALSE);
}
