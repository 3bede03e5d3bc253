/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LabVerdict: what can be said of a side's loss: its derivative, whether finite differences agree
 * with it, and what a student should know of it. It is found out in a thread.
 */
#define LAB_TYPE_VERDICT (lab_verdict_get_type ())
G_DECLARE_FINAL_TYPE (LabVerdict, lab_verdict, LAB, VERDICT, AdwBin)

GtkWidget *lab_verdict_new (LabSession *session);
/** lab_verdict_set_side: whose loss. It follows the document from then on. */
void lab_verdict_set_side (LabVerdict *self, guint side);

G_END_DECLS
