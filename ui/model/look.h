/* SPDX-License-Identifier: MIT */
#pragma once

#include "moment.h"

G_BEGIN_DECLS

/**
 * LabLook:
 *
 * The networks of the moment that is shown look at the test pictures in a thread, at most half of
 * the time: in mid-training what they say is as new as that allows. What they said last stays until
 * they have looked again. A moment at which that fails is not looked at again.
 *
 * Signals: `looked`: lab_look_get_moment() or lab_look_get_lack() is another.
 */
#define LAB_TYPE_LOOK (lab_look_get_type ())
G_DECLARE_FINAL_TYPE (LabLook, lab_look, LAB, LOOK, GObject)

/** lab_look_new: @of_answers: whether what follows from the answers is wanted too. */
LabLook *lab_look_new (LabSession *session, gboolean of_answers);

/** lab_look_refresh: looks, where the moment that is shown is another one and it is watched; to be
 * called with each change. */
void lab_look_refresh (LabLook *self);
/** lab_look_set_watched: while it is not, nothing is looked at, and nothing is kept. */
void lab_look_set_watched (LabLook *self, gboolean watched);

/** lab_look_get_moment: Returns: (nullable): that has looked last. */
LabMoment *lab_look_get_moment (LabLook *self);
/** lab_look_get_lack: Returns: (nullable): why there is none, in words. */
const char *lab_look_get_lack (LabLook *self);

G_END_DECLS
