/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** LabWindow: the frame: header, sidebar, plots, timeline, and what keys and menus do. */
#define LAB_TYPE_WINDOW (lab_window_get_type ())
G_DECLARE_FINAL_TYPE (LabWindow, lab_window, LAB, WINDOW, AdwApplicationWindow)

/** lab_window_new: with the first lesson. */
LabWindow *lab_window_new (GtkApplication *application);
LabSession *lab_window_get_session (LabWindow *self);

/** lab_window_open: an experiment's file; what is wrong with it is said in the window. */
void lab_window_open (LabWindow *self, const char *path);

G_END_DECLS
