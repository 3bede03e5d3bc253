/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LabClassChoice: a menu of the classes, and of the one in which two networks differ most.
 *
 * Signals: `chosen` (int): a class, or -1 for that one.
 */
#define LAB_TYPE_CLASS_CHOICE (lab_class_choice_get_type ())
G_DECLARE_FINAL_TYPE (LabClassChoice, lab_class_choice, LAB, CLASS_CHOICE, AdwBin)

GtkWidget *lab_class_choice_new (void);

/** lab_class_choice_set: @names: [@n]; @noun: what one is called; @chosen: -1 for the one of the
 * greatest difference. Emits nothing. */
void lab_class_choice_set (LabClassChoice *self, const char *const *names, guint n,
                           const char *noun, int chosen);

G_END_DECLS
