/* SPDX-License-Identifier: MIT */
#include "pairs-files.h"

#include "loss.h"
#include "out/csv.h"

#include <glib/gi18n.h>
#include <math.h>

/* ---- text ---- */

#define CELL 18 /* characters */

static void
append_cell (GString *text, const char *cell, glong width)
{
  g_string_append (text, cell);
  for (glong i = g_utf8_strlen (cell, -1); i < width; i++)
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
  append_cell (text, cell->str, CELL);
}

static void
append_difference (GString *text, const LabInterval *interval)
{
  append_number (text, interval->mean < 0.0 ? "" : "+", interval->mean, "");
  if (isnan (interval->low))
    return;
  append_number (text, interval->low < 0.0 ? " (" : " (+", interval->low, "");
  append_number (text, interval->high < 0.0 ? " to " : " to +", interval->high, ")");
}

static void
append_table (GString *text, const LabPairs *self, guint pair)
{
  const LabComparison *comparison = self->comparisons[pair];
  glong width = 0;

  for (guint m = 0; m < LAB_COMPARISON_RECALL + comparison->n_classes; m++)
    {
      g_autofree char *name = lab_pairs_measure (self, m);

      width = MAX (width, g_utf8_strlen (name, -1));
    }
  append_cell (text, "", width + 2);
  append_cell (text, lab_experiment_role (0), CELL);
  append_cell (text, lab_experiment_role (pair + 1), CELL);
  g_string_append (text, "difference\n");
  for (guint m = 0; m < LAB_COMPARISON_RECALL + comparison->n_classes; m++)
    {
      const LabComparisonRow *row = &comparison->rows[m];
      g_autofree char *name = lab_pairs_measure (self, m);

      if (row->difference.n == 0)
        continue;
      append_cell (text, name, width + 2);
      append_mean (text, &row->first);
      append_mean (text, &row->second);
      append_difference (text, &row->difference);
      g_string_append (text, row->shown ? " *\n" : "\n");
    }
}

static void
append_key (GString *text, const LabPairs *self)
{
  g_autofree char *key = lab_pairs_key (self, "*");

  if (key != NULL)
    g_string_append_printf (text, "%s\n", key);
}

/* Before the tables: whoever reads them should not take them for the end's. */
static void
append_moment (GString *text, const LabPairs *self)
{
  char epoch[G_ASCII_DTOSTR_BUF_SIZE];

  if (!self->stopped && !lab_pairs_is_early (self))
    return;
  g_ascii_formatd (epoch, sizeof epoch, "%.1f", self->epoch);
  g_string_append_printf (text, "%s %s of %u: what follows is of that moment\n\n",
                          self->stopped ? "Interrupted at epoch" : "At epoch", epoch,
                          self->n_epochs);
}

char *
lab_pairs_to_text (const LabPairs *self)
{
  GString *text = g_string_new (NULL);

  append_moment (text, self);
  for (guint pair = 0; pair < self->n; pair++)
    {
      g_string_append (text, pair > 0 ? "\n" : "");
      append_table (text, self, pair);
      append_key (text, self);
      g_string_append_c (text, '\n');
      for (guint i = 0; i < self->conclusions[pair].n; i++)
        {
          g_autofree char *words = lab_pairs_sentence (self, pair, i);

          g_string_append_printf (text, "%s\n", words);
        }
    }
  return g_string_free (text, FALSE);
}

/* ---- CSV ---- */

static void
append_sides (GString *csv, const LabExperiment *experiment, guint pair)
{
  const guint sides[] = { 0, pair + 1 };

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_autofree char *loss = lab_loss_label (experiment->sides[sides[i]]->loss);

      g_string_append_printf (csv, "%s,", lab_experiment_role (sides[i]));
      lab_csv_append_text (csv, loss);
      g_string_append_c (csv, ',');
    }
}

static void
append_measure (GString *csv, const LabPairs *self, guint measure)
{
  const guint kind = MIN (measure, LAB_COMPARISON_RECALL);

  g_string_append_printf (csv, "%s,", lab_comparison_measures[kind].name);
  if (kind == LAB_COMPARISON_RECALL)
    lab_csv_append_text (csv, self->dataset->class_names[measure - LAB_COMPARISON_RECALL]);
}

static void
append_row (GString *csv, const LabComparisonRow *row)
{
  const double numbers[] = {
    row->first.mean,       row->first.deviation, row->second.mean,
    row->second.deviation, row->difference.mean, row->difference.deviation,
    row->difference.low,   row->difference.high, row->difference.p,
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    lab_csv_append_number (csv, numbers[i]);
  g_string_append (csv, row->shown ? ",true" : ",false");
}

static void
append_test (GString *csv, const LabMcnemar *test)
{
  g_string_append_printf (csv, ",%u,%u", test->only_first, test->only_second);
  lab_csv_append_number (csv, test->p);
}

char *
lab_pairs_to_csv (const LabPairs *self, const LabExperiment *experiment)
{
  GString *csv = g_string_new (
      "first_role,first_loss,second_role,second_loss,seeds,measure,class,first_mean,"
      "first_deviation,second_mean,second_deviation,difference_mean,difference_deviation,"
      "difference_low,difference_high,difference_p,shown,only_first_right,only_second_right,"
      "mcnemar_p\n");

  for (guint pair = 0; pair < self->n; pair++)
    for (guint m = 0; m < LAB_COMPARISON_RECALL + self->comparisons[pair]->n_classes; m++)
      {
        append_sides (csv, experiment, pair);
        g_string_append_printf (csv, "%u,", self->comparisons[pair]->n_seeds);
        append_measure (csv, self, m);
        append_row (csv, &self->comparisons[pair]->rows[m]);
        if (self->tests != NULL && m == LAB_COMPARISON_ACCURACY)
          append_test (csv, &self->tests[pair]);
        else
          g_string_append (csv, ",,,");
        g_string_append_c (csv, '\n');
      }
  return g_string_free (csv, FALSE);
}
