/* SPDX-License-Identifier: MIT */
#pragma once

#include "store/database.h"
#include "store/history.h"

G_BEGIN_DECLS

/* The list of runs: reading it, and what a person writes into it. As their namesakes of LabHistory.
 */

GPtrArray *lab_listing_read (const LabDatabase *database, const LabQuery *query, GError **error);
LabSummary *lab_listing_find (const LabDatabase *database, gint64 run, GError **error);

/** LabListingField: what a person writes. */
typedef enum
{
  LAB_LISTING_TITLE,
  LAB_LISTING_TAGS,
  LAB_LISTING_NOTE,
} LabListingField;

gboolean lab_listing_set_text (const LabDatabase *database, gint64 run, LabListingField field,
                               const char *text, GError **error);
gboolean lab_listing_set_pinned (const LabDatabase *database, gint64 run, gboolean pinned,
                                 GError **error);
gboolean lab_listing_set_deleted (const LabDatabase *database, gint64 run, gboolean deleted,
                                  GError **error);

/** lab_listing_describe_run: writes what a list tells of a run's spec. */
gboolean lab_listing_describe_run (const LabDatabase *database, gint64 run, const LabSpec *spec,
                                   GError **error);

/** lab_listing_describe: the same of all runs that an older version of the program wrote without
 * it. */
gboolean lab_listing_describe (const LabDatabase *database, GError **error);

G_END_DECLS
