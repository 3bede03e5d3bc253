/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** LabExperiments: where the window's experiment comes from and goes to: lessons and files. */
typedef struct _LabExperiments LabExperiments;

/** lab_experiments_new: adds the actions `win.lesson`, `win.open` and `win.save` to the window. */
LabExperiments *lab_experiments_new (AdwApplicationWindow *window, LabSession *session,
                                     AdwToastOverlay *toasts);
/** lab_experiments_keep: what is in no file is kept for the menu's "As You Left It". */
void lab_experiments_keep (LabExperiments *self);
void lab_experiments_free (LabExperiments *self);

/** lab_experiments_menu: Returns: (transfer full): the lessons, and the files' actions. */
GMenuModel *lab_experiments_menu (void);

/** lab_experiments_begin: with the first lesson. */
void lab_experiments_begin (LabExperiments *self);

/** lab_experiments_open: what is wrong with a file is said, and the window is as it was. */
void lab_experiments_open (LabExperiments *self, const char *path);

G_END_DECLS
