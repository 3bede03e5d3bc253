/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/problem.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LabLossText: a loss's text to be edited: numbered lines, coloured by the language's own lexer,
 * with completion and an undo of its own; Tab leads on, as everywhere in the window.
 *
 * Signals: `changed`: the text is another one.
 */
#define LAB_TYPE_LOSS_TEXT (lab_loss_text_get_type ())
G_DECLARE_FINAL_TYPE (LabLossText, lab_loss_text, LAB, LOSS_TEXT, GtkBox)

/** lab_loss_text_new: @name: what assistive tools call it. */
GtkWidget *lab_loss_text_new (const char *name);

/** lab_loss_text_dup: Returns: (transfer full): the text as it stands. */
char *lab_loss_text_dup (LabLossText *self);

/** lab_loss_text_set: changes what differs, in one step of undo. */
void lab_loss_text_set (LabLossText *self, const char *text);

/** lab_loss_text_start: another text altogether: undo does not lead back beyond it. */
void lab_loss_text_start (LabLossText *self, const char *text);

/** lab_loss_text_mark: underlines the errors of the text as it stands; NULL for none. */
void lab_loss_text_mark (LabLossText *self, const LabProblems *problems);

G_END_DECLS
