/* SPDX-License-Identifier: MIT */
/*
 * What of a run's record goes where. A record only grows, so a mark of counts tells what is there
 * already, and everything is written by keys that the record itself gives: writing it a second time
 * changes nothing. Rows that do not grow are left as they are (DO NOTHING): to replace them, copies
 * of their pages would be made, for each row that is new too.
 */
#include "store/row.h"

#include "store/listing.h"
#include "store/schema.h"
#include "store/thin.h"

#include <math.h>

/* ---- marks ---- */

/* The state first, so that the counts of a run that has ended are its last ones; the checkpoint
 * before the numbers, so that they reach as far as it does; the journal last: what an entry changes
 * is not written before it. Of a step that diverged there is a loss, and nothing learned. */
LabRowMark
lab_row_mark (const LabRun *run, gint64 id)
{
  LabRowMark mark = { .id = id, .begun = TRUE, .state = lab_run_get_state (run) };

  mark.checkpoint = lab_run_dup_checkpoint (run);
  mark.n_epochs = lab_run_n_epochs (run);
  mark.n_evaluations = lab_run_n_evaluations (run);
  mark.n_numbers = lab_series_count (run->loss);
  for (guint i = 0; i < run->n_learned && mark.state == LAB_RUN_TRAINING; i++)
    mark.n_numbers = MIN (mark.n_numbers, lab_series_count (run->learned[i]));
  mark.n_journal = lab_run_n_journal (run);
  return mark;
}

void
lab_row_mark_clear (LabRowMark *self)
{
  g_clear_pointer (&self->checkpoint, lab_checkpoint_unref);
}

/* ---- new rows ---- */

/* The file of an experiment whose sides are the runs of the first seed. */
static char *
print_file (LabRun *const *runs, guint n, const char *title)
{
  g_autoptr (LabFile) file = g_new0 (LabFile, 1);
  LabExperiment *experiment = g_new0 (LabExperiment, 1);

  file->title = g_strdup (title);
  file->description = g_strdup ("");
  file->experiment = experiment;
  for (guint i = 0; i < n && experiment->n_sides < LAB_MAX_SIDES; i++)
    if (runs[i]->spec->seed == runs[0]->spec->seed)
      experiment->sides[experiment->n_sides++] = lab_spec_ref (runs[i]->spec);
  experiment->n_seeds = MAX (n / experiment->n_sides, 1);
  return lab_file_print (file);
}

gint64
lab_row_insert_experiment (const LabDatabase *database, LabRun *const *runs, guint n,
                           const char *title, GError **error)
{
  g_autofree char *file = print_file (runs, n, title);

  return lab_database_do (database, error,
                          "INSERT INTO experiment (title, created, file) VALUES (?, ?, ?)", "tit",
                          title, g_get_real_time () / G_USEC_PER_SEC, file)
             ? sqlite3_last_insert_rowid (database->db)
             : 0;
}

gint64
lab_row_insert (const LabDatabase *database, const LabRun *run, gint64 experiment,
                const char *title, gint64 owner, GError **error)
{
  LabRun *const runs[1] = { (LabRun *) run };
  g_autofree char *file = print_file (runs, 1, title);
  g_autofree char *loss = lab_loss_label (run->spec->loss);
  g_autofree char *fingerprint = lab_fingerprint ();
  LabOrigin origin;
  gint64 id;

  if (!lab_database_do (database, error,
                        "INSERT INTO run (experiment, title, side, seed, loss, dataset, state,"
                        " owner, created, n_steps, steps_per_epoch, n_classes, words)"
                        " VALUES (?, ?, ?, ?, ?, ?, 'training', ?, ?, ?, ?, ?, '')",
                        "itiittiiiii", experiment, title, (gint64) run->side,
                        (gint64) run->spec->seed, loss, run->spec->dataset, owner,
                        g_get_real_time () / G_USEC_PER_SEC, (gint64) run->n_steps,
                        (gint64) run->steps_per_epoch, (gint64) run->n_classes))
    return 0;
  id = sqlite3_last_insert_rowid (database->db);
  return lab_listing_describe_run (database, id, run->spec, error)
                 && lab_database_do (database, error,
                                     "INSERT INTO spec (run, file, fingerprint) VALUES (?, ?, ?)",
                                     "itt", id, file, fingerprint)
                 && (!lab_run_get_origin (run, &origin)
                     || lab_database_do (
                         database, error,
                         "UPDATE run SET parent = (SELECT id FROM run WHERE id = ?),"
                         " parent_step = ? WHERE id = ?",
                         "iii", origin.run, (gint64) origin.step, id))
             ? id
             : 0;
}

/* ---- what a record grows by ---- */

/* Pieces begin at multiples of their length; the last one, which is not full, is written anew. */
static gboolean
write_series (const LabDatabase *database, gint64 id, const char *name, const LabSeries *series,
              guint64 from, guint64 to, GError **error)
{
  float numbers[LAB_SCHEMA_PIECE];

  for (guint64 start = from - from % LAB_SCHEMA_PIECE; start < to; start += LAB_SCHEMA_PIECE)
    {
      const gsize n = (gsize) MIN (to - start, LAB_SCHEMA_PIECE);

      for (gsize i = 0; i < n; i++)
        numbers[i] = lab_series_get (series, start + i);
      if (!lab_database_do (database, error,
                            "INSERT OR REPLACE INTO series (run, name, start, numbers)"
                            " VALUES (?, ?, ?, ?)",
                            "itib", id, name, (gint64) start, (const void *) numbers,
                            n * sizeof (float)))
        return FALSE;
    }
  return TRUE;
}

/* What was written further on before the run was interrupted comes again, and behind a change it
 * may come otherwise. */
static gboolean
forget_beyond (const LabDatabase *database, gint64 id, gint64 at, guint steps_per_epoch,
               GError **error)
{
  return lab_database_do (database, error, "DELETE FROM evaluation WHERE run = ? AND step > ?",
                          "ii", id, at)
         && lab_database_do (database, error, "DELETE FROM weights WHERE run = ? AND step > ?",
                             "ii", id, at)
         && lab_database_do (database, error, "DELETE FROM series WHERE run = ? AND start >= ?",
                             "ii", id, at)
         && lab_database_do (database, error, "DELETE FROM epoch WHERE run = ? AND epoch * ? > ?",
                             "iii", id, (gint64) steps_per_epoch, at);
}

static gboolean
write_all_series (const LabDatabase *database, const LabRun *run, const LabRowMark *from,
                  const LabRowMark *to, GError **error)
{
  g_autoptr (LabLoss) loss = NULL;

  if (from->n_numbers == to->n_numbers)
    return TRUE;
  if (!write_series (database, to->id, "loss", run->loss, from->n_numbers, to->n_numbers, error)
      || !write_series (database, to->id, "mean", run->mean, from->n_numbers, to->n_numbers, error))
    return FALSE;
  loss = lab_loss_find (run->spec->loss, NULL);
  for (guint i = 0; i < run->n_learned; i++)
    {
      g_autofree char *name = g_strconcat ("learned ", loss->formula->learned[i].name, NULL);

      if (!write_series (database, to->id, name, run->learned[i], from->n_numbers,
                         MIN (to->n_numbers, lab_series_count (run->learned[i])), error))
        return FALSE;
    }
  return TRUE;
}

static gsize
size_of (const LabConfusion *matrix)
{
  return matrix == NULL ? 0
                        : (gsize) matrix->n_classes * matrix->n_classes * sizeof matrix->counts[0];
}

#define MATRIX(matrix) (const void *) ((matrix) == NULL ? NULL : (matrix)->counts), size_of (matrix)

static gboolean
write_weights (const LabDatabase *database, gint64 id, const LabEvaluation *e, GError **error)
{
  return e->theta == NULL
         || lab_database_do (database, error,
                             "INSERT INTO weights (run, step, theta) VALUES (?, ?, ?)"
                             " ON CONFLICT DO NOTHING",
                             "iib", id, (gint64) e->step, (const void *) e->theta,
                             e->n_theta * sizeof (float));
}

static gboolean
write_evaluation (const LabDatabase *database, const LabRun *run, gint64 id, const LabEvaluation *e,
                  GError **error)
{
  return lab_database_do (database, error,
                          "INSERT INTO evaluation (run, step, epoch, test_accuracy,"
                          " test_loss, test_cross_entropy, test, validation, train, test2,"
                          " validation2, train2) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                          " ON CONFLICT DO NOTHING",
                          "iiddddbbbbbb", id, (gint64) e->step, e->epoch,
                          lab_confusion_accuracy (e->test), e->test_loss, e->test_cross_entropy,
                          MATRIX (e->test), MATRIX (e->validation), MATRIX (e->train),
                          MATRIX (e->test2), MATRIX (e->validation2), MATRIX (e->train2))
         && (!lab_thin_keeps (run, e->step) || write_weights (database, id, e, error));
}

static gboolean
write_entry (const LabDatabase *database, const LabRun *run, gint64 id, guint position,
             GError **error)
{
  const LabJournalEntry *entry = lab_run_get_journal (run, position);
  const char *setting = lab_settings[entry->setting].name;
  g_autoptr (sqlite3_stmt) same = lab_database_ask (
      database, error,
      "SELECT 1 FROM journal WHERE run = ? AND position = ? AND step = ? AND setting = ?"
      " AND value = ?",
      "iiitt", id, (gint64) position, (gint64) entry->step, setting, entry->text);
  gboolean failed = TRUE;

  if (same != NULL && lab_database_next (database, same, &failed, error))
    return TRUE;
  return !failed && forget_beyond (database, id, (gint64) entry->step, run->steps_per_epoch, error)
         && lab_database_do (database, error,
                             "INSERT OR REPLACE INTO journal (run, position, step, setting, value)"
                             " VALUES (?, ?, ?, ?, ?)",
                             "iiitt", id, (gint64) position, (gint64) entry->step, setting,
                             entry->text);
}

static gboolean
write_checkpoint (const LabDatabase *database, gint64 id, const LabCheckpoint *c, GError **error)
{
  const gsize size = c->n_parameters * sizeof (float);

  return lab_database_do (database, error,
                          "INSERT OR REPLACE INTO checkpoint (run, step, evaluated, loss_sum,"
                          " seconds, mean, mean_weight, n_journal, theta, average1, average2)"
                          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                          "iiiddddibbb", id, (gint64) c->step, (gint64) c->evaluated, c->loss_sum,
                          c->seconds, c->mean[0], c->mean[1], (gint64) c->n_journal,
                          (const void *) c->theta, size, (const void *) c->averages[0], size,
                          (const void *) c->averages[1], size);
}

/* The columns of the list, and the end. */
static gboolean
write_summary (const LabDatabase *database, const LabRun *run, const LabRowMark *to, GError **error)
{
  const LabDivergence *divergence = lab_run_get_divergence (run);
  const LabEvaluation *latest
      = to->n_evaluations == 0 ? NULL : lab_run_get_evaluation (run, to->n_evaluations - 1);

  return lab_database_do (database, error,
                          "UPDATE run SET step = ?, test_accuracy = ?, balanced_accuracy = ?,"
                          " diverged_step = nullif (?, 0), diverged_where = ? WHERE id = ?",
                          "idditi", (gint64) to->n_numbers,
                          latest == NULL ? (double) NAN : lab_confusion_accuracy (latest->test),
                          latest == NULL ? (double) NAN
                                         : lab_confusion_balanced_accuracy (latest->test),
                          (gint64) (divergence == NULL ? 0 : divergence->step),
                          divergence == NULL ? NULL : divergence->where, to->id);
}

static gboolean
write_end (const LabDatabase *database, const LabRun *run, const LabRowMark *to, GError **error)
{
  return lab_database_do (database, error, "UPDATE run SET state = ?, owner = NULL WHERE id = ?",
                          "ti", lab_run_state_name (to->state), to->id)
         && (to->n_evaluations == 0
             || write_weights (database, to->id,
                               lab_run_get_evaluation (run, to->n_evaluations - 1), error))
         && (to->state == LAB_RUN_STOPPED
             || lab_database_do (database, error, "DELETE FROM checkpoint WHERE run = ?", "i",
                                 to->id));
}

/* Whether nothing of a run that goes on has been written yet since it does. */
static gboolean
goes_on_again (const LabRowMark *from)
{
  return from->begun && from->n_numbers == 0 && from->n_evaluations == 0 && from->n_journal == 0;
}

/* What it had further on than its checkpoint goes; without one it begins anew, and nobody has
 * changed anything yet. */
static gboolean
begin_again (const LabDatabase *database, const LabRun *run, const LabRowMark *to, GError **error)
{
  g_autofree char *question = g_strdup_printf (
      "SELECT step - (NOT evaluated) FROM checkpoint WHERE run = %" G_GINT64_FORMAT, to->id);
  const gint64 step = lab_database_number (database, question, -1);

  return forget_beyond (database, to->id, step, run->steps_per_epoch, error)
         && (step >= 0
             || lab_database_do (database, error, "DELETE FROM journal WHERE run = ?", "i",
                                 to->id));
}

gboolean
lab_row_write (const LabDatabase *database, const LabRun *run, const LabRowMark *from,
               const LabRowMark *to, GError **error)
{
  const gboolean goes_on = to->state == LAB_RUN_TRAINING || to->state == LAB_RUN_STOPPED;

  if (goes_on_again (from) && !begin_again (database, run, to, error))
    return FALSE;
  for (guint i = from->n_journal; i < to->n_journal; i++)
    if (!write_entry (database, run, to->id, i, error))
      return FALSE;
  if (!write_all_series (database, run, from, to, error))
    return FALSE;
  for (guint i = from->n_evaluations; i < to->n_evaluations; i++)
    if (!write_evaluation (database, run, to->id, lab_run_get_evaluation (run, i), error))
      return FALSE;
  for (guint i = from->n_epochs; i < to->n_epochs; i++)
    {
      const LabEpoch *epoch = lab_run_get_epoch (run, i);

      if (!lab_database_do (database, error,
                            "INSERT INTO epoch (run, epoch, loss, seconds)"
                            " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                            "iidd", to->id, (gint64) epoch->epoch, epoch->loss, epoch->seconds))
        return FALSE;
    }
  if (goes_on && to->checkpoint != NULL && to->checkpoint != from->checkpoint
      && !write_checkpoint (database, to->id, to->checkpoint, error))
    return FALSE;
  return write_summary (database, run, to, error)
         && (to->state == LAB_RUN_TRAINING || write_end (database, run, to, error));
}
