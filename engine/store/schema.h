/* SPDX-License-Identifier: MIT */
#pragma once

#include "store/database.h"

G_BEGIN_DECLS

/** LAB_SCHEMA_APPLICATION: `PRAGMA application_id` of a history: "Loss". */
#define LAB_SCHEMA_APPLICATION 0x4c6f7373

/** LAB_SCHEMA_PIECE: numbers in a piece of a series. */
#define LAB_SCHEMA_PIECE 4096

/**
 * lab_schema_prepare:
 *
 * Makes the tables of an empty database, brings those of an older version up to date, and sets the
 * connection up.
 *
 * **Errors**: as lab_database_fail(), and %LAB_ERROR_OUTPUT for a newer version and for a database
 * of something else.
 */
gboolean lab_schema_prepare (const LabDatabase *database, GError **error);

/** lab_schema_prepare_again: the same for one more connection to a history that was prepared. A
 * newer version may have added to the tables meanwhile: that does not keep this one from writing.
 */
gboolean lab_schema_prepare_again (const LabDatabase *database, GError **error);

/**
 * lab_schema_prepare_to_read:
 *
 * For a database that is only read. The runs are a copy in memory, which has what an older version
 * did not have.
 *
 * **Errors**: as lab_schema_prepare(), and for a database without tables.
 */
gboolean lab_schema_prepare_to_read (const LabDatabase *database, GError **error);

G_END_DECLS
