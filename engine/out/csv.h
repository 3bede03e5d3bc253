/* SPDX-License-Identifier: MIT */
#pragma once

#include "run.h"

G_BEGIN_DECLS

/*
 * Records as comma-separated values (RFC 4180) with a header line; numbers with a point, whatever
 * the locale; empty where there is none.
 */

/** lab_csv_losses: Returns: (transfer full): a line a step and run: the training loss and its
 * running mean. */
char *lab_csv_losses (LabRun *const *runs, guint n_runs);

/** lab_csv_learned: Returns: (transfer full): a line a step, run and number that the run's loss
 * learns: its name and its value after the step. */
char *lab_csv_learned (LabRun *const *runs, guint n_runs);

/** lab_csv_evaluations: Returns: (transfer full): a line an evaluation and run: accuracies and
 * losses; where a run has a second task, its accuracies in columns at the end. */
char *lab_csv_evaluations (LabRun *const *runs, guint n_runs);

/** lab_csv_confusion: Returns: (transfer full): the true class a line, the predicted one a column.
 */
char *lab_csv_confusion (const LabConfusion *matrix, const char *const *class_names);

/** lab_csv_classes: @task: 1 for the second one. Returns: (transfer full): a line a class and run:
 * precision, recall, F1 and support on the test set; of runs that have them. */
char *lab_csv_classes (LabRun *const *runs, guint n_runs, guint task,
                       const char *const *class_names);

/* For tables of other rooms. */

/** lab_csv_append_text: a field, in quotes where it needs them. */
void lab_csv_append_text (GString *csv, const char *text);
/** lab_csv_append_number: a comma and a field, nine digits of it; nothing for NaN and infinity. */
void lab_csv_append_number (GString *csv, double value);

G_END_DECLS
