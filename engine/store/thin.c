/* SPDX-License-Identifier: MIT */
#include "store/thin.h"

#define INITIAL_LIMIT (G_GINT64_CONSTANT (2) << 30)
#define MOMENTS       4u
#define DAY           (24 * 60 * 60)
#define MOST_FREE     4096 /* pages */

gboolean
lab_thin_keeps (const LabRun *run, guint64 step, gboolean is_branch)
{
  const guint64 apart
      = (guint64) run->steps_per_epoch * ((run->spec->epochs + MOMENTS - 1) / MOMENTS);

  return step == 0 ? is_branch : step % apart == 0;
}

gint64
lab_thin_used (const LabDatabase *database)
{
  return (lab_database_number (database, "PRAGMA page_count", 0)
          - lab_database_number (database, "PRAGMA freelist_count", 0))
         * lab_database_number (database, "PRAGMA page_size", 0);
}

gint64
lab_thin_limit (const LabDatabase *database)
{
  return lab_database_number (database, "SELECT value FROM preference WHERE name = 'limit'",
                              INITIAL_LIMIT);
}

static gboolean
purge (const LabDatabase *database, GError **error)
{
  const gint64 before = g_get_real_time () / G_USEC_PER_SEC - DAY;

  return lab_database_do (database, error,
                          "DELETE FROM run WHERE deleted < ? AND state <> 'training'", "i", before)
         && lab_database_run (database,
                              "DELETE FROM experiment WHERE id NOT IN"
                              " (SELECT experiment FROM run)",
                              error);
}

/* The weights that may go, run by run from the oldest: a branch keeps those that it begins with, as
 * nothing else gives them, and a run in training keeps all. */
#define CANDIDATES                                                                         \
  "FROM weights JOIN run ON run.id = weights.run WHERE NOT pinned AND state <> 'training'" \
  " AND NOT (weights.step = 0 AND parent_step IS NOT NULL)"
#define LAST " (SELECT max (step) FROM weights AS last WHERE last.run = weights.run)"

static gboolean
give_up (const LabDatabase *database, const char *which, gint64 limit, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "DELETE FROM weights WHERE rowid IN (SELECT rowid FROM"
      " (SELECT weights.rowid, sum (length (theta)) OVER (ORDER BY run.created, run.id,"
      " weights.step) - length (theta) AS before " CANDIDATES "%s) WHERE before < ?)",
      which);
  const gint64 excess = lab_thin_used (database) - limit;

  return excess <= 0 || lab_database_do (database, error, sql, "i", excess);
}

gboolean
lab_thin_apply (const LabDatabase *database, GError **error)
{
  const gint64 limit = lab_thin_limit (database);

  if (!lab_database_run (database, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (!purge (database, error) || !give_up (database, " AND weights.step <" LAST, limit, error)
      || !give_up (database, "", limit, error) || !lab_database_run (database, "COMMIT", error))
    {
      lab_database_run (database, "ROLLBACK", NULL);
      return FALSE;
    }
  /* What is free is used again: a little of it saves growing and shrinking with every run. */
  return lab_database_number (database, "PRAGMA freelist_count", 0) < MOST_FREE
         || lab_database_run (database, "PRAGMA incremental_vacuum", error);
}
