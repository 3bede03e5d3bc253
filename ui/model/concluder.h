/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/plot/pairs.h"
#include "session.h"

G_BEGIN_DECLS

/**
 * LabConcluder:
 *
 * What may be concluded of the moment that a session shows. Of one seed the networks are tested
 * against each other, on the test pictures, in a thread, when the session is at rest.
 *
 * Signals: `changed`.
 */
#define LAB_TYPE_CONCLUDER (lab_concluder_get_type ())
G_DECLARE_FINAL_TYPE (LabConcluder, lab_concluder, LAB, CONCLUDER, GObject)

LabConcluder *lab_concluder_new (LabSession *session);

/** lab_concluder_get_pairs: Returns: (nullable): until the next `changed`; NULL where there is
 * nothing to compare yet. */
const LabPairs *lab_concluder_get_pairs (LabConcluder *self);
/** lab_concluder_is_alone: Returns: whether one network is shown, that nothing is compared with. */
gboolean lab_concluder_is_alone (LabConcluder *self);

G_END_DECLS
