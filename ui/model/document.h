/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib-object.h>

#include "experiment.h"

G_BEGIN_DECLS

/**
 * LabDocument:
 *
 * The experiment as the person has set it up, with a title, and the way back: undo is a list of
 * states. Changes of the same setting that follow each other quickly, as a dragged slider makes
 * them, are one step of undo.
 *
 * Signals: `changed`, after every change, undo and redo.
 */
#define LAB_TYPE_DOCUMENT (lab_document_get_type ())
G_DECLARE_FINAL_TYPE (LabDocument, lab_document, LAB, DOCUMENT, GObject)

LabDocument *lab_document_new (void);

/** lab_document_get_experiment: valid until the next change. */
const LabExperiment *lab_document_get_experiment (LabDocument *self);
/** lab_document_get_spec: the spec of a side. */
const LabSpec *lab_document_get_spec (LabDocument *self, guint side);
const char *lab_document_get_title (LabDocument *self);
const char *lab_document_get_description (LabDocument *self);

/**
 * lab_document_set:
 * @side: whose; for a setting that is not the loss's, all sides'
 *
 * **Errors**: as lab_spec_with(); the document is then as it was.
 */
gboolean lab_document_set (LabDocument *self, guint side, LabSettingId setting, const char *text,
                           GError **error);

/** lab_document_set_seeds: how often each loss is trained. **Errors**: as
 * lab_experiment_set_seeds(). */
gboolean lab_document_set_seeds (LabDocument *self, const char *text, GError **error);

/** lab_document_set_loss: another loss for a side; the parameters and class weights that it does
 * not use go back to its own. **Errors**: %LAB_ERROR_REQUEST for an unknown loss. */
gboolean lab_document_set_loss (LabDocument *self, guint side, const char *loss, GError **error);

/**
 * lab_document_set_loss_text:
 * @text: in the loss language; one that a loss of the program has means that loss
 *
 * Another text for a side's loss, as somebody types it: the class weights stay, and so do the
 * values of parameters that the new text declares as the old one did, moved into their range.
 *
 * **Errors**: %LAB_ERROR_REQUEST for a text with errors; the document is then as it was.
 */
gboolean lab_document_set_loss_text (LabDocument *self, guint side, const char *text,
                                     GError **error);

/** lab_document_set_parameter: moves a number of a side's loss to @value, within its range. */
void lab_document_set_parameter (LabDocument *self, guint side, const char *name, double value);

gboolean lab_document_can_add (LabDocument *self);
/** lab_document_add: a side more, with a loss that no other one has where there is one. */
void lab_document_add (LabDocument *self);
/** lab_document_remove: @side: 2 or 3; two always stay. */
void lab_document_remove (LabDocument *self, guint side);
/** lab_document_swap: the first two sides change places. */
void lab_document_swap (LabDocument *self);
/** lab_document_reseed: the next seed that was not trained: other starting weights, other batches.
 */
void lab_document_reseed (LabDocument *self);

/** lab_document_replace: another experiment altogether; undo leads back. */
void lab_document_replace (LabDocument *self, const LabExperiment *experiment, const char *title,
                           const char *description);

/** lab_document_start: the same, as the state that undo does not lead beyond. */
void lab_document_start (LabDocument *self, const LabExperiment *experiment, const char *title,
                         const char *description);

/** lab_document_visit: another experiment in place of one's own, which rests meanwhile with all its
 * steps of undo. Nothing of it is unsaved: it comes from somewhere. */
void lab_document_visit (LabDocument *self, const LabExperiment *experiment, const char *title,
                         const char *description);
/** lab_document_return: one's own again, as it was before the first visit. */
void lab_document_return (LabDocument *self);
/** lab_document_stay: what is visited is one's own from here on; undo leads back to the other. */
void lab_document_stay (LabDocument *self);

/** lab_document_get_undo: Returns: (nullable): what undo would take back, in words. */
const char *lab_document_get_undo (LabDocument *self);
const char *lab_document_get_redo (LabDocument *self);
void lab_document_undo (LabDocument *self);
void lab_document_redo (LabDocument *self);

/** lab_document_mark_saved: this state is in a file; until the next change nothing is unsaved. */
void lab_document_mark_saved (LabDocument *self);
gboolean lab_document_is_saved (LabDocument *self);

G_END_DECLS
