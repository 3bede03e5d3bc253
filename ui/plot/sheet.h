/* SPDX-License-Identifier: MIT */
#pragma once

#include "text.h"

G_BEGIN_DECLS

/**
 * LabSheet:
 * @cr: (nullable): NULL while blocks are only measured
 *
 * Where the blocks of a page are set. The same code measures a block and draws it.
 */
typedef struct
{
  const LabTheme *theme;
  cairo_t *cr;
} LabSheet;

/** lab_sheet_text: sets words with their upper edge at @y; wrapped or cut where @text says so.
 * Returns: their height, 0 for none. */
double lab_sheet_text (const LabSheet *self, const LabText *text, const char *words, double x,
                       double y);

/** lab_sheet_run: a piece of a run's line, its name and, behind it, what it is. Returns: the
 * height. */
double lab_sheet_run (const LabSheet *self, guint style, const char *name, const char *what,
                      double size_px, double x, double y, double width);

/** lab_sheet_rule: a thin line across. */
void lab_sheet_rule (const LabSheet *self, double x, double y, double width);

/** lab_sheet_ground: a quiet ground behind what is set next. */
void lab_sheet_ground (const LabSheet *self, double x, double y, double width, double height);

G_END_DECLS
