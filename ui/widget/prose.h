/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LAB_TYPE_PROSE (lab_prose_get_type ())
G_DECLARE_FINAL_TYPE (LabProse, lab_prose, LAB, PROSE, AdwBin)

/**
 * lab_prose_new:
 * @markdown: headings (`#`, `##`, `###`), paragraphs, lists (`-`), fenced text, tables, and within
 * them `code`; nothing else
 *
 * A page to read. Headings have the role and level of headings for assistive tools; fenced text
 * stands in cards, and can be selected.
 */
GtkWidget *lab_prose_new (const char *markdown);

/** lab_prose_get_headings: Returns: (element-type GtkLabel): those of the second level, in their
 * order. */
const GPtrArray *lab_prose_get_headings (LabProse *self);

/**
 * lab_prose_find:
 * @words: "" for nothing; case does not matter
 *
 * Marks every place that has the words.
 *
 * Returns: how many there are
 */
guint lab_prose_find (LabProse *self, const char *words);

/** lab_prose_show_match: marks match @i as the present one. Returns: (transfer none): the widget
 * that it is in. */
GtkWidget *lab_prose_show_match (LabProse *self, guint i);

G_END_DECLS
