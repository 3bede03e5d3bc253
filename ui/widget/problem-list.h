/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/problem.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LabProblemList: what a text has wrong, in words, the first few errors before the warnings;
 * nothing where it has nothing wrong.
 *
 * Signals: `mend` (number): the mend of that problem is asked for.
 */
#define LAB_TYPE_PROBLEM_LIST (lab_problem_list_get_type ())
G_DECLARE_FINAL_TYPE (LabProblemList, lab_problem_list, LAB, PROBLEM_LIST, GtkBox)

GtkWidget *lab_problem_list_new (void);
/** lab_problem_list_set: @note: (nullable): a line under the first error. */
void lab_problem_list_set (LabProblemList *self, const LabProblems *problems, const char *note);

/** lab_problem_list_row: Returns: (transfer floating): an icon, words, and smaller words below. */
GtkWidget *lab_problem_list_row (const char *icon, const char *style, const char *markup,
                                 const char *below);

/** lab_problem_list_markup: Returns: (transfer full): a message as markup, with what it quotes from
 * the text in the text's type. */
char *lab_problem_list_markup (const char *message);

G_END_DECLS
