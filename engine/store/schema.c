/* SPDX-License-Identifier: MIT */
/*
 * The tables. resources/reference/history.md says what they hold, and a test compares the two.
 *
 * The connection is in WAL mode: readers and the one writer do not wait for each other, and a
 * commit appends to a log. synchronous=NORMAL syncs where that log goes into the database, not at
 * each commit: a program that is killed loses nothing that it committed, because the kernel has it;
 * a computer that loses power may lose the last seconds, but what it has then is whole. FULL would
 * sync four times a second for the latter alone. What a statement may have to take back is kept in
 * memory: in a file it would cost more than all that is written.
 */
#include "store/schema.h"

#define PATIENCE_US G_USEC_PER_SEC

/* What takes the database from the version of its place to the next. */
static const char *const STEPS[] = {
  "CREATE TABLE experiment ("
  " id INTEGER PRIMARY KEY AUTOINCREMENT,"
  " title TEXT NOT NULL,"
  " created INTEGER NOT NULL,"
  " file TEXT NOT NULL);"

  "CREATE TABLE run ("
  " id INTEGER PRIMARY KEY AUTOINCREMENT,"
  " experiment INTEGER NOT NULL REFERENCES experiment,"
  " title TEXT NOT NULL,"
  " side INTEGER NOT NULL,"
  " seed INTEGER NOT NULL,"
  " loss TEXT NOT NULL,"
  " dataset TEXT NOT NULL,"
  " state TEXT NOT NULL,"
  " owner INTEGER,"
  " created INTEGER NOT NULL,"
  " parent INTEGER REFERENCES run ON DELETE SET NULL,"
  " parent_step INTEGER,"
  " step INTEGER NOT NULL DEFAULT 0,"
  " n_steps INTEGER NOT NULL,"
  " steps_per_epoch INTEGER NOT NULL,"
  " n_classes INTEGER NOT NULL,"
  " test_accuracy REAL,"
  " balanced_accuracy REAL,"
  " diverged_step INTEGER,"
  " diverged_where TEXT,"
  " pinned INTEGER NOT NULL DEFAULT 0,"
  " deleted INTEGER,"
  " tags TEXT NOT NULL DEFAULT '',"
  " note TEXT NOT NULL DEFAULT '',"
  " words TEXT NOT NULL);"
  "CREATE INDEX run_by_age ON run (created, id) WHERE deleted IS NULL;"
  "CREATE INDEX run_by_experiment ON run (experiment);"
  "CREATE INDEX run_in_training ON run (owner) WHERE state = 'training';"
  "CREATE INDEX run_deleted ON run (deleted) WHERE deleted IS NOT NULL;"
  "CREATE INDEX run_by_parent ON run (parent) WHERE parent IS NOT NULL;"

  "CREATE TABLE spec ("
  " run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,"
  " file TEXT NOT NULL,"
  " fingerprint TEXT NOT NULL);"

  "CREATE TABLE journal ("
  " run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,"
  " position INTEGER NOT NULL,"
  " step INTEGER NOT NULL,"
  " setting TEXT NOT NULL,"
  " value TEXT NOT NULL,"
  " PRIMARY KEY (run, position));"

  "CREATE TABLE series ("
  " run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,"
  " name TEXT NOT NULL,"
  " start INTEGER NOT NULL,"
  " numbers BLOB NOT NULL,"
  " PRIMARY KEY (run, name, start));"

  "CREATE TABLE evaluation ("
  " run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,"
  " step INTEGER NOT NULL,"
  " epoch REAL NOT NULL,"
  " test_accuracy REAL,"
  " test_loss REAL,"
  " test_cross_entropy REAL,"
  " test BLOB NOT NULL,"
  " validation BLOB,"
  " train BLOB,"
  " test2 BLOB,"
  " validation2 BLOB,"
  " train2 BLOB,"
  " PRIMARY KEY (run, step));"

  "CREATE TABLE weights ("
  " run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,"
  " step INTEGER NOT NULL,"
  " theta BLOB NOT NULL,"
  " PRIMARY KEY (run, step));"

  "CREATE TABLE epoch ("
  " run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,"
  " epoch INTEGER NOT NULL,"
  " loss REAL,"
  " seconds REAL NOT NULL,"
  " PRIMARY KEY (run, epoch));"

  "CREATE TABLE checkpoint ("
  " run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,"
  " step INTEGER NOT NULL,"
  " evaluated INTEGER NOT NULL,"
  " loss_sum REAL,"
  " seconds REAL NOT NULL,"
  " mean REAL,"
  " mean_weight REAL,"
  " n_journal INTEGER NOT NULL,"
  " theta BLOB NOT NULL,"
  " average1 BLOB,"
  " average2 BLOB);"

  "CREATE TABLE owner ("
  " id INTEGER PRIMARY KEY AUTOINCREMENT,"
  " opened INTEGER NOT NULL);"

  "CREATE TABLE preference ("
  " name TEXT PRIMARY KEY,"
  " value INTEGER NOT NULL);",

  "ALTER TABLE run ADD COLUMN loss_title TEXT NOT NULL DEFAULT '';"
  "ALTER TABLE run ADD COLUMN settings TEXT NOT NULL DEFAULT '';"
  "CREATE INDEX run_undescribed ON run (id) WHERE loss_title = '';",
};
#define NEWEST ((gint64) G_N_ELEMENTS (STEPS))

/* In a transaction, so that all is of one moment. @version: of the tables; 0: there are none. */
static gboolean
read_version (const LabDatabase *database, gint64 *version, GError **error)
{
  gint64 application = 0, n = 0;

  if (!lab_database_read_number (database, "SELECT count(*) FROM sqlite_schema", &n, error)
      || !lab_database_read_number (database, "PRAGMA application_id", &application, error)
      || !lab_database_read_number (database, "PRAGMA user_version", version, error))
    return FALSE;
  if (n == 0)
    *version = 0;
  if (n == 0 || application == LAB_SCHEMA_APPLICATION)
    return TRUE;
  g_set_error (error, LAB_ERROR, LAB_ERROR_OUTPUT,
               "‘%s’ is a database of another program: choose another file", database->name);
  return FALSE;
}

static gboolean
look (const LabDatabase *database, gint64 *version, GError **error)
{
  const gboolean done
      = lab_database_run (database, "BEGIN", error) && read_version (database, version, error);

  lab_database_run (database, "ROLLBACK", NULL);
  return done;
}

static gboolean
refuse_newer (const LabDatabase *database, gint64 version, GError **error)
{
  g_set_error (error, LAB_ERROR, LAB_ERROR_OUTPUT,
               "the history ‘%s’ was made by a newer version of Losslab (format %d; this one reads "
               "%d): update Losslab",
               database->name, (int) version, (int) NEWEST);
  return FALSE;
}

static gboolean
take_steps (const LabDatabase *database, gint64 version, GError **error)
{
  for (; version < NEWEST; version++)
    if (!lab_database_run (database, STEPS[version], error))
      return FALSE;
  return TRUE;
}

/* Two programs may get here at once: the second finds the first one's work done. */
static gboolean
migrate (const LabDatabase *database, GError **error)
{
  g_autofree char *stamp = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d",
                                            LAB_SCHEMA_APPLICATION, (int) NEWEST);
  gint64 version;

  if (lab_database_run (database, "BEGIN IMMEDIATE", error)
      && read_version (database, &version, error)
      && (version <= NEWEST || refuse_newer (database, version, error))
      && (version == NEWEST
          || (take_steps (database, version, error) && lab_database_run (database, stamp, error)))
      && lab_database_run (database, "COMMIT", error))
    return TRUE;
  lab_database_run (database, "ROLLBACK", NULL);
  return FALSE;
}

/* SQLite does not wait by itself for others who do the same. */
static gboolean
keep_log (const LabDatabase *database, GError **error)
{
  const gint64 end = g_get_monotonic_time () + PATIENCE_US;
  g_autoptr (GError) problem = NULL;

  while (!lab_database_run (database, "PRAGMA journal_mode = WAL", &problem))
    {
      if ((sqlite3_errcode (database->db) & 0xff) != SQLITE_BUSY || g_get_monotonic_time () > end)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      g_clear_error (&problem);
      g_usleep (2000);
    }
  return TRUE;
}

static gboolean
set_up (const LabDatabase *database, GError **error)
{
  return keep_log (database, error)
         && lab_database_run (database,
                              "PRAGMA synchronous = NORMAL;"
                              "PRAGMA journal_size_limit = 4194304;"
                              "PRAGMA secure_delete = OFF;"
                              "PRAGMA temp_store = MEMORY;"
                              "PRAGMA foreign_keys = ON",
                              error);
}

/* auto_vacuum counts before the first table alone. */
static gboolean
bring_up (const LabDatabase *database, gint64 version, GError **error)
{
  return (version > 0
          || lab_database_run (database,
                               "PRAGMA page_size = 16384; PRAGMA auto_vacuum = INCREMENTAL", error))
         && set_up (database, error) && (version == NEWEST || migrate (database, error));
}

gboolean
lab_schema_prepare (const LabDatabase *database, GError **error)
{
  gint64 version;

  return look (database, &version, error)
         && (version <= NEWEST || refuse_newer (database, version, error))
         && bring_up (database, version, error);
}

gboolean
lab_schema_prepare_again (const LabDatabase *database, GError **error)
{
  gint64 version;

  return look (database, &version, error) && bring_up (database, MIN (version, NEWEST), error);
}

/* What a run is in the list is written into a copy of its table in memory, which names it first. */
gboolean
lab_schema_prepare_to_read (const LabDatabase *database, GError **error)
{
  gint64 version;

  if (!look (database, &version, error))
    return FALSE;
  if (version > NEWEST)
    return refuse_newer (database, version, error);
  if (version > 0)
    return lab_database_run (database,
                             "PRAGMA temp_store = MEMORY;"
                             "CREATE TEMP TABLE run AS SELECT * FROM main.run",
                             error)
           && take_steps (database, version, error);
  g_set_error (error, LAB_ERROR, LAB_ERROR_OUTPUT,
               "the history ‘%s’ is empty and cannot be written: see to its permissions",
               database->name);
  return FALSE;
}
