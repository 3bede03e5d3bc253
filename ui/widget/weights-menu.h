/* SPDX-License-Identifier: MIT */
#pragma once

#include "train/objective.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** lab_weights_menu: Returns: (transfer full): what class weights can be set to with one word. Its
 * items activate `side.weights` with a setting's text. */
GMenuModel *lab_weights_menu (void);

/** lab_weights_menu_name: Returns: which of them @objective has. */
const char *lab_weights_menu_name (const LabSpec *spec, const LabObjective *objective);

/** lab_weights_menu_summary: Returns: (transfer full): the weights on one line: "92 for 0, 0.80 to
 * 1.00". */
char *lab_weights_menu_summary (const LabObjective *objective, const char *const *class_names);

G_END_DECLS
