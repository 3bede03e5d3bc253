/* SPDX-License-Identifier: MIT */
#include "run-columns.h"

#include "ui/model/names.h"
#include "ui/plot/number.h"

#include <glib/gi18n.h>
#include <math.h>

#define DOT " \302\267 "

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

char *
lab_run_columns_state (const LabSummary *run)
{
  const guint percent
      = run->n_steps == 0 ? 0 : (guint) (100.0 * (double) run->step / (double) run->n_steps);

  switch (run->state)
    {
    case LAB_RUN_TRAINING:
      return g_strdup_printf (_ ("training, %u %%"), percent);
    case LAB_RUN_FINISHED:
      return g_strdup (_ ("finished"));
    case LAB_RUN_STOPPED:
      return g_strdup_printf (_ ("stopped at %u %%"), percent);
    case LAB_RUN_DIVERGED:
      return g_strdup_printf (_ ("diverged at %u %%"), percent);
    case LAB_RUN_INTERRUPTED:
    default:
      return g_strdup_printf (_ ("interrupted at %u %%"), percent);
    }
}

static char *
tags (const LabSummary *run)
{
  return g_strdup (run->tags);
}

/* Those that are not as usual, in the window's words. */
static char *
settings (const LabSummary *run, const char *between)
{
  g_auto (GStrv) lines = g_strsplit (run->settings, "\n", -1);
  GString *text = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], " ", 2);
      const LabSetting *setting = lab_setting_find (parts[0]);

      g_string_append_printf (text, "%s%s\302\240%s", i > 0 ? between : "",
                              setting == NULL ? parts[0] : _ (setting->title),
                              parts[1] == NULL ? "" : parts[1]);
    }
  return g_string_free (text, FALSE);
}

static char *
title_tip (const LabSummary *run)
{
  g_autofree char *lines = settings (run, "\n");

  return *lines == '\0' && *run->note == '\0'
             ? NULL
             : g_strconcat (run->title, *lines == '\0' ? "" : "\n", lines,
                            *run->note == '\0' ? "" : "\n", run->note, NULL);
}

char *
lab_run_columns_more (const LabSummary *run)
{
  g_autofree char *number = lab_number_count ((guint64) run->id);
  g_autofree char *parent = lab_number_count ((guint64) run->origin.run);
  g_autofree char *step = lab_number_count (run->origin.step);
  g_autofree char *others = settings (run, DOT);
  g_autofree char *note = g_strdelimit (g_strdup (run->note), "\n", ' ');
  g_autofree char *words
      = run->origin.run == 0
            /* Translators: a run's number in the history */
            ? g_strdup_printf (_ ("Run %s"), number)
            /* Translators: "Run 12, a branch of run 3 at step 1,172" */
            : g_strdup_printf (_ ("Run %s, a branch of run %s at step %s"), number, parent, step);

  return g_strconcat (words, *note == '\0' ? "" : DOT, note, *others == '\0' ? "" : DOT, others,
                      NULL);
}

const LabRunColumn lab_run_columns[LAB_N_RUN_COLUMNS] = {
  { N_ ("Experiment"), title, title_tip, 21, FALSE, 0, LAB_ORDER_TITLE },
  { N_ ("Loss"), loss, NULL, 23, FALSE, 1, LAB_ORDER_LOSS },
  { N_ ("Data"), dataset, NULL, 14, FALSE, 6, LAB_N_ORDERS },
  { N_ ("Seed"), seed, NULL, 5, TRUE, 4, LAB_N_ORDERS },
  { N_ ("Began"), date, moment, 12, FALSE, 5, LAB_ORDER_CREATED },
  { N_ ("Accuracy"), test_accuracy, NULL, 9, TRUE, 2, LAB_ORDER_TEST_ACCURACY },
  { N_ ("Balanced"), balanced_accuracy, NULL, 9, TRUE, 7, LAB_ORDER_BALANCED_ACCURACY },
  { N_ ("State"), lab_run_columns_state, NULL, 17, FALSE, 3, LAB_N_ORDERS },
  { N_ ("Tags"), tags, NULL, 10, FALSE, 8, LAB_N_ORDERS },
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
  g_autofree char *below = lab_run_columns_more (run);

  for (guint i = 0; i < LAB_N_RUN_COLUMNS; i++)
    {
      g_autofree char *text = lab_run_columns[i].text (run);

      if (lab_run_columns[i].number)
        g_string_append_printf (words, "%s ", _ (lab_run_columns[i].title));
      if (*text != '\0')
        g_string_append_printf (words, "%s, ", text);
    }
  g_string_append (words, below);
  return g_string_free (words, FALSE);
}
