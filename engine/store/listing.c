/* SPDX-License-Identifier: MIT */
/* One table answers, without a blob in it: ten thousand rows of it are a few megabytes. */
#include "store/listing.h"

#include "store/file.h"
#include "store/words.h"

#define LOSS_TITLE "coalesce (nullif (loss_title, ''), loss)"
#define COLUMNS                                                                     \
  "id, experiment, state, side, seed, title, loss, dataset, note, tags, created,"   \
  " coalesce (parent, 0), coalesce (parent_step, 0), step, n_steps, test_accuracy," \
  " balanced_accuracy, pinned, settings, " LOSS_TITLE ", steps_per_epoch"

static const char *const ORDERS[LAB_N_ORDERS] = {
  [LAB_ORDER_CREATED] = "created",
  [LAB_ORDER_TITLE] = "title COLLATE NOCASE",
  [LAB_ORDER_LOSS] = LOSS_TITLE " COLLATE NOCASE",
  [LAB_ORDER_TEST_ACCURACY] = "test_accuracy",
  [LAB_ORDER_BALANCED_ACCURACY] = "balanced_accuracy",
};

int
lab_summary_compare (gconstpointer a, gconstpointer b)
{
  const LabSummary *one = *(LabSummary *const *) a, *other = *(LabSummary *const *) b;

  if (one->seed != other->seed)
    return one->seed < other->seed ? -1 : 1;
  return one->side == other->side ? 0 : one->side < other->side ? -1 : 1;
}

void
lab_summary_free (LabSummary *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->loss);
  g_free (self->loss_title);
  g_free (self->dataset);
  g_free (self->settings);
  g_free (self->note);
  g_free (self->tags);
  g_free (self);
}

/* Calendars end with the year 9999, which begins here. */
#define LAST_MOMENT G_GINT64_CONSTANT (253370764800)

static guint64
count_column (sqlite3_stmt *row, int column)
{
  return (guint64) MAX (sqlite3_column_int64 (row, column), 0);
}

/* Whoever opens a file may have changed it. */
static LabSummary *
read_summary (sqlite3_stmt *row)
{
  LabSummary *self = g_new0 (LabSummary, 1);
  const char *state = (const char *) sqlite3_column_text (row, 2);

  self->id = sqlite3_column_int64 (row, 0);
  self->experiment = sqlite3_column_int64 (row, 1);
  while (self->state < LAB_RUN_INTERRUPTED
         && g_strcmp0 (state, lab_run_state_name (self->state)) != 0)
    self->state++;
  self->side = (guint) CLAMP (sqlite3_column_int (row, 3), 0, LAB_MAX_SIDES - 1);
  self->seed = (guint64) sqlite3_column_int64 (row, 4);
  self->title = lab_error_line (lab_database_text (row, 5));
  self->loss = lab_error_line (lab_database_text (row, 6));
  self->dataset = lab_error_line (lab_database_text (row, 7));
  self->note = g_utf8_make_valid (lab_database_text (row, 8), -1); /* of lines */
  self->tags = lab_error_line (lab_database_text (row, 9));
  self->created = CLAMP (sqlite3_column_int64 (row, 10), 0, LAST_MOMENT);
  self->origin.run = sqlite3_column_int64 (row, 11);
  self->origin.step = count_column (row, 12);
  self->step = count_column (row, 13);
  self->n_steps = count_column (row, 14);
  self->test_accuracy = lab_database_real (row, 15);
  self->balanced_accuracy = lab_database_real (row, 16);
  self->pinned = sqlite3_column_int (row, 17) != 0;
  self->settings = g_utf8_make_valid (lab_database_text (row, 18), -1); /* of lines */
  self->loss_title = lab_error_line (lab_database_text (row, 19));
  self->steps_per_epoch = count_column (row, 20);
  return self;
}

/* Each word is a parameter, from ?1 on. */
static char *
build (const LabQuery *query, char *const *words)
{
  const char *order = ORDERS[query->order];
  const char *direction = query->descending ? "DESC" : "ASC";
  GString *sql = g_string_new ("SELECT " COLUMNS " FROM run WHERE deleted ");

  g_string_append (sql, query->deleted ? "<> 0" : "IS NULL");
  if (query->experiment != 0)
    g_string_append_printf (sql, " AND experiment = %" G_GINT64_FORMAT, query->experiment);
  for (guint i = 0; words[i] != NULL; i++)
    g_string_append_printf (sql,
                            " AND (instr (words, ?%1$u) OR instr (state, ?%1$u) = 1"
                            " OR instr ('a branch of run ' || parent, ?%1$u))",
                            i + 1);
  g_string_append_printf (sql, " ORDER BY pinned DESC, %s IS NULL, %s %s, created %s, id %s", order,
                          order, direction, direction, direction);
  return g_string_free (sql, FALSE);
}

static char **
split (const char *words)
{
  g_autofree char *valid = g_utf8_make_valid (words == NULL ? "" : words, -1);
  g_autofree char *folded = g_utf8_casefold (valid, -1);
  g_auto (GStrv) all = g_strsplit_set (folded, " \t\r\n", -1);
  GStrvBuilder *builder = g_strv_builder_new ();
  char **some;

  for (guint i = 0, n = 0; all[i] != NULL && n < 100; i++)
    if (*all[i] != '\0')
      {
        g_strv_builder_add (builder, all[i]);
        n++;
      }
  some = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return some;
}

GPtrArray *
lab_listing_read (const LabDatabase *database, const LabQuery *query, GError **error)
{
  g_auto (GStrv) words = split (query->words);
  g_autofree char *sql = build (query, words);
  g_autoptr (sqlite3_stmt) rows = lab_database_ask (database, error, sql, "");
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_summary_free);
  gboolean failed = rows == NULL;

  for (guint i = 0; words[i] != NULL && !failed; i++)
    failed = sqlite3_bind_text (rows, (int) i + 1, words[i], -1, SQLITE_STATIC) != SQLITE_OK;
  while (!failed && lab_database_next (database, rows, &failed, error))
    g_ptr_array_add (list, read_summary (rows));
  return failed ? NULL : g_steal_pointer (&list);
}

static gboolean
refuse (GError **error, gint64 run)
{
  return lab_error_refuse (
      error, "there is no run %" G_GINT64_FORMAT " in the history: losslab runs lists them", run);
}

#define BY_ID "SELECT " COLUMNS " FROM run WHERE id = ?"

static LabSummary *
read_one (const LabDatabase *database, const char *sql, gint64 run, gboolean *failed,
          GError **error)
{
  g_autoptr (sqlite3_stmt) row = lab_database_ask (database, error, sql, "i", run);

  *failed = row == NULL;
  return row != NULL && lab_database_next (database, row, failed, error) ? read_summary (row)
                                                                         : NULL;
}

LabSummary *
lab_listing_find (const LabDatabase *database, gint64 run, GError **error)
{
  gboolean failed;
  LabSummary *summary = read_one (database, BY_ID " AND deleted IS NULL", run, &failed, error);

  if (summary == NULL && !failed)
    refuse (error, run);
  return summary;
}

/* ---- changes ---- */

static gboolean
changed (const LabDatabase *database, gint64 run, GError **error)
{
  return sqlite3_changes (database->db) > 0 || refuse (error, run);
}

/* What is searched changes along. */
static gboolean
write_words (const LabDatabase *database, gint64 run, GError **error)
{
  gboolean failed;
  g_autoptr (LabSummary) summary = read_one (database, BY_ID, run, &failed, error);
  g_autofree char *words = NULL;

  if (summary == NULL)
    return !failed;
  words = lab_words_searched (summary);
  return lab_database_do (database, error, "UPDATE run SET words = ? WHERE id = ?", "ti", words,
                          run);
}

/* Returns: (transfer full) (nullable): the runs that have their title together. */
static GArray *
find_fellows (const LabDatabase *database, gint64 experiment, GError **error)
{
  g_autoptr (sqlite3_stmt) row
      = lab_database_ask (database, error, "SELECT id FROM run WHERE experiment = ?", "i",
                          experiment);
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean failed = TRUE;

  while (row != NULL && lab_database_next (database, row, &failed, error))
    {
      const gint64 run = sqlite3_column_int64 (row, 0);

      g_array_append_val (runs, run);
    }
  return failed ? NULL : g_steal_pointer (&runs);
}

static gboolean
set_title (const LabDatabase *database, const LabSummary *run, const char *title, GError **error)
{
  g_autoptr (GArray) runs = find_fellows (database, run->experiment, error);
  gboolean done
      = runs != NULL
        && lab_database_do (database, error, "UPDATE run SET title = ? WHERE experiment = ?", "ti",
                            title, run->experiment)
        && lab_database_do (database, error, "UPDATE experiment SET title = ? WHERE id = ?", "ti",
                            title, run->experiment);

  for (guint i = 0; done && i < runs->len; i++)
    done = write_words (database, g_array_index (runs, gint64, i), error);
  return done;
}

static gboolean
set_text (const LabDatabase *database, gint64 run, LabListingField field, const char *text,
          GError **error)
{
  g_autoptr (LabSummary) summary = lab_listing_find (database, run, error);

  if (summary == NULL)
    return FALSE;
  if (field == LAB_LISTING_TITLE)
    return set_title (database, summary, text, error);
  return lab_database_do (database, error,
                          field == LAB_LISTING_TAGS ? "UPDATE run SET tags = ? WHERE id = ?"
                                                    : "UPDATE run SET note = ? WHERE id = ?",
                          "ti", text, run)
         && write_words (database, run, error);
}

gboolean
lab_listing_describe_run (const LabDatabase *database, gint64 run, const LabSpec *spec,
                          GError **error)
{
  g_autofree char *title = lab_spec_dup_loss_title (spec);
  g_autofree char *settings = lab_words_settings (spec);

  return lab_database_do (database, error,
                          "UPDATE run SET loss_title = ?, settings = ? WHERE id = ?", "tti", title,
                          settings, run)
         && write_words (database, run, error);
}

/* What cannot be read stays as it is. */
static gboolean
describe_all (const LabDatabase *database, GError **error)
{
  g_autoptr (sqlite3_stmt) rows
      = lab_database_ask (database, error,
                          "SELECT run, spec.file FROM run JOIN spec ON spec.run = run.id"
                          " WHERE loss_title = ''",
                          "");
  gboolean failed = rows == NULL;

  while (!failed && lab_database_next (database, rows, &failed, error))
    {
      g_autoptr (LabFile) file = lab_file_parse (lab_database_text (rows, 1), -1, NULL);

      failed = file != NULL
               && !lab_listing_describe_run (database, sqlite3_column_int64 (rows, 0),
                                             file->experiment->sides[0], error);
    }
  return !failed;
}

gboolean
lab_listing_describe (const LabDatabase *database, GError **error)
{
  if (lab_database_number (database, "SELECT EXISTS (SELECT 1 FROM run WHERE loss_title = '')", 0)
      == 0)
    return TRUE;
  if (lab_database_run (database, "BEGIN IMMEDIATE", error) && describe_all (database, error)
      && lab_database_run (database, "COMMIT", error))
    return TRUE;
  lab_database_run (database, "ROLLBACK", NULL);
  return FALSE;
}

gboolean
lab_listing_set_text (const LabDatabase *database, gint64 run, LabListingField field,
                      const char *text, GError **error)
{
  g_autofree char *clean
      = field == LAB_LISTING_NOTE ? g_utf8_make_valid (text, -1) : lab_error_line (text);

  if (!lab_database_run (database, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (set_text (database, run, field, clean, error) && lab_database_run (database, "COMMIT", error))
    return TRUE;
  lab_database_run (database, "ROLLBACK", NULL);
  return FALSE;
}

gboolean
lab_listing_set_pinned (const LabDatabase *database, gint64 run, gboolean pinned, GError **error)
{
  return lab_database_do (database, error, "UPDATE run SET pinned = ? WHERE id = ?", "ii",
                          (gint64) (pinned != 0), run)
         && changed (database, run, error);
}

gboolean
lab_listing_set_deleted (const LabDatabase *database, gint64 run, gboolean deleted, GError **error)
{
  return lab_database_do (
             database, error,
             "UPDATE run SET deleted = nullif (?, 0) WHERE id = ? AND (deleted IS NULL) = ?"
             " AND deleted IS NOT 0",
             "iii", deleted ? g_get_real_time () / G_USEC_PER_SEC : 0, run, (gint64) (deleted != 0))
         && changed (database, run, error);
}
