/* SPDX-License-Identifier: MIT */
#pragma once

#include "engine.h"
#include "store/file.h"

G_BEGIN_DECLS

/**
 * LabHistory:
 *
 * All runs that were ever trained, in one SQLite database. What it holds is described in
 * `resources/reference/history.md`. A thread of its own writes what running engines add to their
 * records, four times a second; several programs may have one history open.
 *
 * **Threads**: any; calls wait for each other, and for another program's writing at most a second.
 */
typedef struct _LabHistory LabHistory;

/** lab_history_path: Returns: (transfer full): where the history is if nobody says otherwise:
 * `losslab/history.sqlite` in the user's data folder. */
char *lab_history_path (void);

/**
 * lab_history_open:
 * @path: (nullable): NULL for lab_history_path(); made with its folder where it is missing
 *
 * Runs that nobody trains any more though they have not ended are %LAB_RUN_INTERRUPTED from here
 * on.
 *
 * **Errors**: %LAB_ERROR_DATA for a file that is damaged; %LAB_ERROR_OUTPUT for one that a newer
 * version or another program made, and for a file or a folder that cannot be written to. Nothing on
 * disk changes then.
 */
LabHistory *lab_history_open (const char *path, GError **error);

/**
 * lab_history_open_to_read:
 *
 * The same, and where the file, or its folder, cannot be written, one that lab_history_list(),
 * lab_history_find(), lab_history_read(), lab_history_read_file() and lab_history_fingerprint() can
 * be asked of, and no more. Nothing on disk changes then.
 *
 * **Errors**: as lab_history_open(), and %LAB_ERROR_OUTPUT for one that cannot be read either.
 */
LabHistory *lab_history_open_to_read (const char *path, GError **error);

/**
 * lab_history_finish:
 *
 * Writes what is still to be written, gives up after five seconds if it cannot, and closes the
 * history. Engines that are followed must have been left.
 *
 * Returns: whether everything was written. **Errors**: what kept it from being.
 */
gboolean lab_history_finish (LabHistory *self, GError **error);
/** lab_history_close: the same, without a word. */
void lab_history_close (LabHistory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabHistory, lab_history_close)

/**
 * lab_history_set_aside:
 * @path: (nullable): of a history that lab_history_open() finds damaged
 *
 * Gives the files another name, so that a new history can begin.
 *
 * Returns: (transfer full): the new name. **Errors**: %LAB_ERROR_OUTPUT.
 */
char *lab_history_set_aside (const char *path, GError **error);

/* ---- writing ---- */

/**
 * lab_history_follow:
 * @engine: not yet resumed; lab_history_leave() comes before its end
 * @title: what the experiment is called; of runs that are in the history already, the title stays
 *
 * From here on the runs' records are written, at most a second behind; where that cannot be, as
 * lab_history_dup_problem() says, it is tried again for as long as the runs are there. A run that
 * came from lab_history_resume() goes on in its place.
 *
 * **Errors**: %LAB_ERROR_REQUEST for a run in training that came from elsewhere, or is followed
 * already.
 */
gboolean lab_history_follow (LabHistory *self, LabEngine *engine, const char *title,
                             GError **error);

/** lab_history_leave: does not touch @engine any more; what its runs add until they end is still
 * written. */
void lab_history_leave (LabHistory *self, LabEngine *engine);

/** lab_history_flush: waits until all that was there at the call is written. **Errors**: what kept
 * it from being; it is tried again later. */
gboolean lab_history_flush (LabHistory *self, GError **error);

/** lab_history_dup_problem: Returns: (transfer full) (nullable): one line, why nothing can be
 * written at present (a full disk, a lock that lasts). It is tried again all the time. */
char *lab_history_dup_problem (LabHistory *self);

/* ---- the list ---- */

/**
 * LabSummary:
 * @id: the run's number; @experiment: that of the experiment that it was trained in
 * @title: the experiment's
 * @loss: as lab_loss_label(); @loss_title: as lab_spec_dup_loss_title()
 * @settings: those that are not as usual, but for loss, dataset and seed, a line each: "keep
 * 0=0.01"
 * @tags: words, separated by spaces
 * @created: seconds since 1970
 * @origin: run 0 where it is no branch
 * @step: steps done; @n_steps: to do
 * @test_accuracy, @balanced_accuracy: of the last evaluation; NAN before the first
 *
 * What a list shows of a run.
 */
typedef struct
{
  gint64 id;
  gint64 experiment;
  LabRunState state;
  guint side;
  guint64 seed;
  char *title;
  char *loss;
  char *loss_title;
  char *dataset;
  char *settings;
  char *note;
  char *tags;
  gint64 created;
  LabOrigin origin;
  guint64 step;
  guint64 n_steps;
  guint64 steps_per_epoch;
  double test_accuracy;
  double balanced_accuracy;
  gboolean pinned;
} LabSummary;

void lab_summary_free (LabSummary *self);
/** lab_summary_compare: for sorting an array of pointers into an experiment's order: the sides of
 * the first seed first. */
int lab_summary_compare (gconstpointer a, gconstpointer b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabSummary, lab_summary_free)

typedef enum
{
  LAB_ORDER_CREATED,
  LAB_ORDER_TITLE,
  LAB_ORDER_LOSS,
  LAB_ORDER_TEST_ACCURACY,
  LAB_ORDER_BALANCED_ACCURACY,
  LAB_N_ORDERS,
} LabOrder;

/**
 * LabQuery:
 * @words: (nullable): all of them must occur, in title, loss, dataset, settings, seed, tags or
 * note, or begin the state, without regard to case
 * @order: pinned runs come first, then these; equal ones by age
 * @descending: the newest or greatest first
 * @experiment: those of one experiment alone, or 0
 * @deleted: those that were deleted instead
 */
typedef struct
{
  const char *words;
  LabOrder order;
  gboolean descending;
  gint64 experiment;
  gboolean deleted;
} LabQuery;

/** lab_history_list: Returns: (transfer full): #LabSummary pointers. **Errors**: %LAB_ERROR_DATA.
 */
GPtrArray *lab_history_list (LabHistory *self, const LabQuery *query, GError **error);

/** lab_history_find: **Errors**: %LAB_ERROR_REQUEST where there is no such run, or it is deleted.
 */
LabSummary *lab_history_find (LabHistory *self, gint64 run, GError **error);

/* **Errors** of these: %LAB_ERROR_REQUEST where there is no such run, %LAB_ERROR_OUTPUT. */

/** lab_history_rename: @run: any of the experiment's, all of which have this title then. */
gboolean lab_history_rename (LabHistory *self, gint64 run, const char *title, GError **error);
gboolean lab_history_set_note (LabHistory *self, gint64 run, const char *note, GError **error);
gboolean lab_history_set_tags (LabHistory *self, gint64 run, const char *tags, GError **error);
gboolean lab_history_set_pinned (LabHistory *self, gint64 run, gboolean pinned, GError **error);
/** lab_history_delete: takes the run out of the list; in the first training after a day it is gone
 * for good. */
gboolean lab_history_delete (LabHistory *self, gint64 run, GError **error);
gboolean lab_history_undelete (LabHistory *self, gint64 run, GError **error);

/* ---- runs and experiments ---- */

/**
 * lab_history_read:
 *
 * Returns: (transfer full): the run's record as it was. Weights are with the last evaluation and
 * with those of four epochs' ends; lab_history_retrain() has the others.
 *
 * **Errors**: %LAB_ERROR_REQUEST, %LAB_ERROR_DATA.
 */
LabRun *lab_history_read (LabHistory *self, gint64 run, GError **error);

/**
 * lab_history_resume:
 *
 * The run is this program's from here on: nobody else can go on with it. If lab_history_follow()
 * does not come, it is given back when nobody has the record any more.
 *
 * Returns: (transfer full): the record up to the last checkpoint, in training, for
 * lab_engine_new_from_runs(); changes that were made behind the checkpoint come again
 *
 * **Errors**: as lab_history_read(); %LAB_ERROR_REQUEST for a run that has finished or diverged, or
 * that is being trained; %LAB_ERROR_OUTPUT.
 */
LabRun *lab_history_resume (LabHistory *self, gint64 run, GError **error);

/**
 * lab_history_retrain:
 * @dataset: what the run's spec names
 * @cancelled: (nullable): ends it early when it becomes TRUE; read atomically
 *
 * Trains the run once more at full speed, from its spec and journal, up to where it is.
 *
 * Returns: (transfer full): a record like lab_history_read()'s, with the weights of all evaluations
 *
 * **Errors**: %LAB_ERROR_DATA where this program, or processor, has other bits than what is stored.
 * **Threads**: to be called on one of its own.
 */
LabRun *lab_history_retrain (LabHistory *self, gint64 run, LabDataset *dataset,
                             const gint *cancelled, GError **error);

/** lab_history_read_file: Returns: (transfer full): the experiment that was trained, as a
 * `.losslab` file has it, with the title that it has now. */
LabFile *lab_history_read_file (LabHistory *self, gint64 experiment, GError **error);

/** lab_history_fingerprint: Returns: (transfer full): what trained the run: program and kernels, as
 * lab_fingerprint() has it. */
char *lab_history_fingerprint (LabHistory *self, gint64 run, GError **error);

/** lab_fingerprint: Returns: (transfer full): the same of this program on this processor. The same
 * spec, journal and fingerprint give the same bits. */
char *lab_fingerprint (void);

/* ---- size ---- */

/** lab_history_size: Returns: bytes in use on disk. */
gint64 lab_history_size (LabHistory *self);

/** lab_history_get_limit: Returns: how many bytes the history may grow to, 2 GiB at first. */
gint64 lab_history_get_limit (LabHistory *self);

/**
 * lab_history_set_limit:
 *
 * Beyond the limit weights are given up, those of the oldest runs first: at first all but the last,
 * then the last too. Curves, matrices and settings stay, and so does everything of pinned runs.
 * That is done meanwhile, and where the history is closed before its end, in the next training.
 */
gboolean lab_history_set_limit (LabHistory *self, gint64 bytes, GError **error);

G_END_DECLS
