/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "ui/model/session.h"

G_BEGIN_DECLS

/** LabSeedChoice: of several seeds, which one's networks are looked at: "Seed 1 of 5". Of one seed
 * it is not to be seen. */
#define LAB_TYPE_SEED_CHOICE (lab_seed_choice_get_type ())
G_DECLARE_FINAL_TYPE (LabSeedChoice, lab_seed_choice, LAB, SEED_CHOICE, AdwBin)

GtkWidget *lab_seed_choice_new (LabSession *session);

G_END_DECLS
