/* SPDX-License-Identifier: MIT */
#include "result.h"

#include "pairs.h"

#include <glib/gi18n.h>

LabRecords
lab_result_get_records (const LabResult *self, guint nth_seed)
{
  const guint n_sides = self->experiment->n_sides;
  LabRecords records = { .n_runs = n_sides, .dataset = self->dataset, .set = self->set };

  for (guint side = 0; side < n_sides; side++)
    records.runs[side] = self->runs[nth_seed * n_sides + side];
  return records;
}

LabRecords
lab_result_get_all (const LabResult *self)
{
  LabRecords records = lab_result_get_records (self, 0);

  if (self->experiment->n_seeds > 1)
    {
      records.n_seeds = self->experiment->n_seeds;
      records.seeds = self->runs;
    }
  return records;
}

gboolean
lab_result_is_branch (const LabResult *self)
{
  for (guint i = 0; i < self->experiment->n_seeds * self->experiment->n_sides; i++)
    if (lab_run_get_origin (self->runs[i], NULL))
      return TRUE;
  return FALSE;
}

char *
lab_result_dup_conclusion (const LabResult *self)
{
  const LabRecords records = lab_result_get_all (self);
  g_autoptr (LabPairs) pairs = NULL;

  if (self->conclusion != NULL)
    return g_strdup (self->conclusion);
  pairs = lab_pairs_new_tested (&records);
  return pairs == NULL ? g_strdup ("") : lab_pairs_words (pairs);
}

char *
lab_result_dup_title (const LabResult *self)
{
  g_autoptr (GString) title = NULL;
  g_autofree char *first = lab_chart_loss (self->experiment->sides[0]);

  if (self->title[0] != '\0')
    return g_strdup (self->title);
  title = g_string_new (first);
  for (guint side = 1; side < self->experiment->n_sides; side++)
    {
      g_autofree char *loss = lab_chart_loss_within (self->experiment->sides[side]);

      /* Translators: between the names of losses: "Cross-entropy against focal loss, soft F1" */
      g_string_append_printf (title, side == 1 ? _ (" against %s") : ", %s", loss);
    }
  return g_strdup (title->str);
}
