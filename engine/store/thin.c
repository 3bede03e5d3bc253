/* SPDX-License-Identifier: MIT */
#include "store/thin.h"

#define INITIAL_LIMIT (G_GINT64_CONSTANT (2) << 30)
#define MOMENTS       4u
#define DAY           (24 * 60 * 60)
#define MOST_FREE     4096 /* pages */

gboolean
lab_thin_keeps (const LabRun *run, guint64 step)
{
  const guint64 apart
      = (guint64) run->steps_per_epoch * ((run->spec->epochs + MOMENTS - 1) / MOMENTS);

  return step == 0 ? lab_run_get_origin (run, NULL) : step % apart == 0;
}

gint64
lab_thin_used (const LabDatabase *database)
{
  return (lab_database_number (database, "PRAGMA page_count", 0)
          - lab_database_number (database, "PRAGMA freelist_count", 0))
         * lab_database_number (database, "PRAGMA page_size", 0);
}

static gboolean
read_limit (const LabDatabase *database, gint64 *limit, GError **error)
{
  *limit = INITIAL_LIMIT;
  return lab_database_read_number (database, "SELECT value FROM preference WHERE name = 'limit'",
                                   limit, error);
}

gint64
lab_thin_limit (const LabDatabase *database)
{
  gint64 limit;

  read_limit (database, &limit, NULL);
  return limit;
}

/* ---- little by little ---- */

/*
 * Others who write wait for a transaction's end, a second at most. So each removes a piece, and
 * between two of them there is as much time for the others as the last one took. What is cancelled
 * between two of them is found again.
 */

#define PIECE "100" /* rows, or pages */

static void
give_way (gint64 start)
{
  g_usleep ((gulong) CLAMP (g_get_monotonic_time () - start, 1000, 100000));
}

static gboolean
is_cancelled (const gint *cancelled, GError **error)
{
  return cancelled != NULL && g_atomic_int_get (cancelled)
         && !lab_error_refuse (error, "cancelled");
}

static gboolean
do_piece (const LabDatabase *database, const gint *cancelled, const char *sql, gint64 argument,
          GError **error)
{
  const gint64 start = g_get_monotonic_time ();

  if (is_cancelled (cancelled, error) || !lab_database_do (database, error, sql, "i", argument))
    return FALSE;
  if (sqlite3_changes (database->db) > 0)
    give_way (start);
  return TRUE;
}

/* Until there is nothing left to do. */
static gboolean
do_pieces (const LabDatabase *database, const gint *cancelled, const char *sql, gint64 argument,
           GError **error)
{
  do
    {
      if (!do_piece (database, cancelled, sql, argument, error))
        return FALSE;
    }
  while (sqlite3_changes (database->db) > 0);
  return TRUE;
}

/* Returns: (transfer full): [gint64] what the question's rows have, or NULL. */
static GArray *
ask_for_all (const LabDatabase *database, const char *sql, gint64 argument, GError **error)
{
  g_autoptr (sqlite3_stmt) rows = lab_database_ask (database, error, sql, "i", argument);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean failed = rows == NULL;

  while (!failed && lab_database_next (database, rows, &failed, error))
    {
      const gint64 number = sqlite3_column_int64 (rows, 0);

      g_array_append_val (all, number);
    }
  return failed ? NULL : g_steal_pointer (&all);
}

/* ---- what was deleted ---- */

/*
 * What was deleted long enough ago is claimed first: it is then deleted at 0, which nobody takes
 * back or reads, and there is time to remove it.
 */

#define CLAIM                                   \
  "UPDATE run SET deleted = 0 WHERE id IN"      \
  " (SELECT id FROM run WHERE deleted <> 0 AND" \
  " deleted < ? AND state <> 'training' LIMIT " PIECE ")"

/* Of every table that belongs to runs; weights are large. */
#define REMOVALS                                                                            \
  "SELECT printf ('DELETE FROM %s WHERE rowid IN (SELECT rowid FROM %s WHERE run = ?"       \
  " LIMIT %d)', name, name, iif (name = 'weights', 1, " PIECE ")) FROM sqlite_schema AS it" \
  " WHERE type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info (it.name)"             \
  " WHERE name = 'run')"

/* Returns: (transfer full): statements that remove what belongs to a run, or NULL. */
static GPtrArray *
list_removals (const LabDatabase *database, GError **error)
{
  g_autoptr (sqlite3_stmt) rows = lab_database_ask (database, error, REMOVALS, "");
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  gboolean failed = rows == NULL;

  while (!failed && lab_database_next (database, rows, &failed, error))
    g_ptr_array_add (all, g_strdup (lab_database_text (rows, 0)));
  return failed ? NULL : g_steal_pointer (&all);
}

/* The run goes last, so that what is left is found again. */
static gboolean
purge_run (const LabDatabase *database, const gint *cancelled, const GPtrArray *removals,
           gint64 run, GError **error)
{
  for (guint i = 0; i < removals->len; i++)
    if (!do_pieces (database, cancelled, removals->pdata[i], run, error))
      return FALSE;
  return do_piece (database, cancelled, "DELETE FROM run WHERE id = ?", run, error);
}

static gboolean
purge (const LabDatabase *database, const gint *cancelled, GError **error)
{
  const gint64 since = g_get_real_time () / G_USEC_PER_SEC - DAY;
  g_autoptr (GPtrArray) removals = list_removals (database, error);
  g_autoptr (GArray) runs = NULL;
  gboolean done = removals != NULL && do_pieces (database, cancelled, CLAIM, since, error);

  if (done)
    runs = ask_for_all (database, "SELECT id FROM run WHERE deleted = ?", 0, error);
  done = runs != NULL;
  for (guint i = 0; done && i < runs->len; i++)
    done = purge_run (database, cancelled, removals, g_array_index (runs, gint64, i), error);
  return done
         && (runs->len == 0
             || lab_database_run (database,
                                  "DELETE FROM experiment WHERE id NOT IN"
                                  " (SELECT experiment FROM run)",
                                  error));
}

/* ---- weights ---- */

/* Those that may go: a branch keeps those that it begins with, as nothing else gives them, and a
 * run in training keeps all. */
#define MAY_GO                              \
  " NOT pinned AND run.state <> 'training'" \
  " AND NOT (weights.step = 0 AND parent_step IS NOT NULL)"
#define CANDIDATES                                                     \
  "SELECT weights.rowid FROM weights JOIN run ON run.id = weights.run" \
  " WHERE ?1 > 0 AND" MAY_GO "%s ORDER BY run.created, run.id, weights.step"
#define LAST \
  " AND weights.step < (SELECT max (step) FROM weights AS last WHERE last.run = weights.run)"

/* From the oldest run on, until there is room; what has changed since they were listed stays. */
static gboolean
give_up (const LabDatabase *database, const gint *cancelled, const char *which, gint64 limit,
         GError **error)
{
  g_autofree char *sql = g_strdup_printf (CANDIDATES, which);
  g_autoptr (GArray) rows = NULL;
  gboolean done = TRUE;

  if (lab_thin_used (database) <= limit)
    return TRUE;
  rows = ask_for_all (database, sql, 1, error);
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len && done && lab_thin_used (database) > limit; i++)
    done = do_piece (database, cancelled,
                     "DELETE FROM weights WHERE rowid = ? AND EXISTS"
                     " (SELECT 1 FROM run WHERE run.id = weights.run AND" MAY_GO ")",
                     g_array_index (rows, gint64, i), error);
  return done;
}

/* ---- all of it ---- */

/* What is free is used again: a little of it saves growing and shrinking with every run. */
static gboolean
give_back (const LabDatabase *database, const gint *cancelled, GError **error)
{
  gint64 n_free = lab_database_number (database, "PRAGMA freelist_count", 0), before = n_free + 1;

  if (n_free < MOST_FREE)
    return TRUE;
  while (n_free > 0 && n_free < before)
    {
      const gint64 start = g_get_monotonic_time ();

      if (is_cancelled (cancelled, error)
          || !lab_database_run (database, "PRAGMA incremental_vacuum (" PIECE ")", error))
        return FALSE;
      give_way (start);
      before = n_free;
      n_free = lab_database_number (database, "PRAGMA freelist_count", 0);
    }
  return TRUE;
}

gboolean
lab_thin_apply (const LabDatabase *database, const gint *cancelled, GError **error)
{
  gint64 limit;

  return read_limit (database, &limit, error) && purge (database, cancelled, error)
         && give_up (database, cancelled, LAST, limit, error)
         && give_up (database, cancelled, "", limit, error)
         && give_back (database, cancelled, error);
}
