/* SPDX-License-Identifier: MIT */
#pragma once

#include "chart.h"

G_BEGIN_DECLS

/**
 * LabResult:
 * @title: what it is called; "" for a title made of the losses' names
 * @description: one or two sentences, or ""
 * @conclusion: (nullable): what may be concluded, in words, or ""; NULL for what the runs say
 * @runs: [n_seeds * n_sides] as @experiment describes them, the sides of the first seed first
 *
 * An experiment and what it has come to: what goes out. Everything in it is borrowed.
 */
typedef struct
{
  const char *title;
  const char *description;
  const char *conclusion;
  const LabExperiment *experiment;
  LabRun *const *runs;
  LabDataset *dataset;
  LabTrainingSet *set;
} LabResult;

/** lab_result_get_records: Returns: those of one seed, borrowed. */
LabRecords lab_result_get_records (const LabResult *self, guint nth_seed);

/** lab_result_get_all: Returns: those of all seeds, borrowed. */
LabRecords lab_result_get_all (const LabResult *self);

/** lab_result_is_branch: Returns: whether a run began with another one's weights. */
gboolean lab_result_is_branch (const LabResult *self);

/** lab_result_dup_conclusion: Returns: (transfer full): what may be concluded. */
char *lab_result_dup_conclusion (const LabResult *self);

/** lab_result_dup_title: Returns: (transfer full): its title, or the losses' names: "Cross-entropy
 * against focal loss". */
char *lab_result_dup_title (const LabResult *self);

G_END_DECLS
