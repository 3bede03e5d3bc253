/* SPDX-License-Identifier: MIT */
#pragma once

#include "session.h"

G_BEGIN_DECLS

/**
 * LabRevisit:
 *
 * What a window does with runs of the history: it opens them in place of those in training, goes on
 * with them, branches from them, and comes back. The document takes the settings of what is opened,
 * so that training again is the same experiment; on the way back it is as it was.
 *
 * Signals: `opened`: what was asked for is shown; `changed`: something else of the past is shown,
 * or nothing any more, or its weights were found.
 */
#define LAB_TYPE_REVISIT (lab_revisit_get_type ())
G_DECLARE_FINAL_TYPE (LabRevisit, lab_revisit, LAB, REVISIT, GObject)

/** lab_revisit_new: one a session, whose archive has been set. */
LabRevisit *lab_revisit_new (LabSession *session);
/** lab_revisit_of: Returns: (nullable): the session's. */
LabRevisit *lab_revisit_of (LabSession *session);

/* Each answers later, by `changed`, a new state of the session, or its `failed`. */
void lab_revisit_open (LabRevisit *self, gint64 experiment);
/** lab_revisit_compare: @runs: [n], 2 to %LAB_MAX_SIDES. */
void lab_revisit_compare (LabRevisit *self, const gint64 *runs, guint n);
/** lab_revisit_resume: the experiment's runs that were interrupted or stopped go on. */
void lab_revisit_resume (LabRevisit *self, gint64 experiment);
/** lab_revisit_branch: the document's experiment is trained from the weights that @side of what is
 * shown has at the cursor. */
void lab_revisit_branch (LabRevisit *self, guint side);
/** lab_revisit_leave: back to the training, or to what was before it. */
void lab_revisit_leave (LabRevisit *self);

/** lab_revisit_find_weights: where those of the past's evaluations are not all there. Returns:
 * (nullable): what to tell until they are. */
const char *lab_revisit_find_weights (LabRevisit *self);
gboolean lab_revisit_is_finding (LabRevisit *self);

G_END_DECLS
