/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/archive.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** lab_run_details_present: a dialog for what a person says of a run: title, tags, note. */
void lab_run_details_present (GtkWindow *parent, LabArchive *archive, const LabSummary *run);

G_END_DECLS
