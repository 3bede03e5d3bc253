/* SPDX-License-Identifier: MIT */
#include "run-list.h"

#include "arrangement.h"
#include "handover.h"

/* ---- a run ---- */

struct _LabRunItem
{
  GObject parent_instance;
  LabSummary *summary;
  gboolean ticked;
};

G_DEFINE_FINAL_TYPE (LabRunItem, lab_run_item, G_TYPE_OBJECT)

static guint item_changed;

static void
lab_run_item_finalize (GObject *object)
{
  lab_summary_free (LAB_RUN_ITEM (object)->summary);
  G_OBJECT_CLASS (lab_run_item_parent_class)->finalize (object);
}

static void
lab_run_item_class_init (LabRunItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lab_run_item_finalize;
  item_changed = g_signal_new ("changed", LAB_TYPE_RUN_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
lab_run_item_init (LabRunItem *self)
{
}

const LabSummary *
lab_run_item_get_summary (LabRunItem *self)
{
  return self->summary;
}

gboolean
lab_run_item_is_ticked (LabRunItem *self)
{
  return self->ticked;
}

gboolean
lab_run_item_can_resume (LabRunItem *self)
{
  return lab_arrangement_goes_on (self->summary);
}

/* ---- the list ---- */

/* A row has its summary here until an object of it is wanted, which takes it. */
typedef struct
{
  gint64 id;
  LabSummary *summary;
  LabRunItem *item;
} Row;

struct _LabRunList
{
  GObject parent_instance;
  LabArchive *archive;
  char *words;
  LabOrder order;
  gboolean descending;
  gboolean asking;
  gboolean again;  /* what was asked is not wanted any more */
  gboolean taking; /* an answer */
  GArray *rows;
  GArray *ticked;
  char *error;
  gint64 size;
  gint64 limit;
};

enum
{
  SORTED,
  FILLED,
  TICKS,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LabRunList, lab_run_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
clear_row (gpointer data)
{
  Row *row = data;

  lab_summary_free (row->summary);
  g_clear_object (&row->item);
}

static Row *
row_at (LabRunList *self, guint at)
{
  return &g_array_index (self->rows, Row, at);
}

static int
find_tick (LabRunList *self, gint64 id)
{
  for (guint i = 0; i < self->ticked->len; i++)
    if (g_array_index (self->ticked, gint64, i) == id)
      return (int) i;
  return -1;
}

int
lab_run_list_find (LabRunList *self, gint64 id)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (row_at (self, i)->id == id)
      return (int) i;
  return -1;
}

static GType
get_item_type (GListModel *model)
{
  return LAB_TYPE_RUN_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return LAB_RUN_LIST (model)->rows->len;
}

static gpointer
get_item (GListModel *model, guint at)
{
  LabRunList *self = LAB_RUN_LIST (model);
  Row *row;

  if (at >= self->rows->len)
    return NULL;
  row = row_at (self, at);
  if (row->item == NULL)
    {
      row->item = g_object_new (LAB_TYPE_RUN_ITEM, NULL);
      row->item->summary = g_steal_pointer (&row->summary);
      row->item->ticked = find_tick (self, row->id) >= 0;
    }
  return g_object_ref (row->item);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* ---- asking ---- */

typedef struct
{
  LabArchive *archive;
  char *words;
  LabOrder order;
  gboolean descending;
  GPtrArray *answer;
  gint64 size;
  gint64 limit;
} Question;

static void
free_question (gpointer data)
{
  Question *question = data;

  lab_handover_take (question);
  g_object_unref (question->archive);
  g_clear_pointer (&question->answer, g_ptr_array_unref);
  g_free (question->words);
  g_free (question);
}

static void
ask_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  LabHistory *history;
  GError *error = NULL;

  lab_handover_take (question);
  history = lab_archive_enter (question->archive);
  if (history != NULL)
    {
      question->answer = lab_history_list (history,
                                           &(LabQuery){ .words = question->words,
                                                        .order = question->order,
                                                        .descending = question->descending },
                                           &error);
      question->size = lab_history_size (history);
      question->limit = lab_history_get_limit (history);
      lab_archive_leave (question->archive);
    }
  lab_handover_give (question);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* The objects stay, and tell of other runs: a row of the window is made for an object and goes with
 * it, and to make two hundred of them takes longer than all the rest of a search. */
static void
take (LabRunList *self, GPtrArray *answer)
{
  const guint before = self->rows->len;
  const guint common = MIN (before, answer->len);

  for (guint i = 0; i < common; i++)
    {
      Row *row = row_at (self, i);
      LabSummary **at = row->item != NULL ? &row->item->summary : &row->summary;

      lab_summary_free (*at);
      *at = g_steal_pointer (&answer->pdata[i]);
      row->id = (*at)->id;
      if (row->item != NULL)
        {
          row->item->ticked = find_tick (self, row->id) >= 0;
          g_signal_emit (row->item, item_changed, 0);
        }
    }
  g_array_set_size (self->rows, common);
  for (guint i = common; i < answer->len; i++)
    {
      LabSummary *summary = g_steal_pointer (&answer->pdata[i]);
      const Row row = { .id = summary->id, .summary = summary };

      g_array_append_val (self->rows, row);
    }
  self->taking = TRUE;
  if (before != answer->len)
    g_list_model_items_changed (G_LIST_MODEL (self), common, before - common, answer->len - common);
  self->taking = FALSE;
}

/* Where all runs are listed, a tick without one is of a run that was deleted. */
static void
drop_ticks (LabRunList *self)
{
  for (guint i = self->ticked->len; i-- > 0;)
    if (lab_run_list_find (self, g_array_index (self->ticked, gint64, i)) < 0)
      g_array_remove_index (self->ticked, i);
}

static void ask (LabRunList *self);

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  LabRunList *self = LAB_RUN_LIST (source);
  Question *question = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  lab_handover_take (question);
  self->asking = FALSE;
  g_clear_pointer (&self->error, g_free);
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    self->error = g_strdup (error->message);
  if (self->again)
    ask (self);
  else
    {
      if (question->answer != NULL)
        take (self, question->answer);
      if (question->answer != NULL && *question->words == '\0')
        drop_ticks (self);
      self->size = question->size;
      self->limit = question->limit;
      g_signal_emit (self, signals[FILLED], 0);
    }
  lab_handover_give (question);
}

static void
ask (LabRunList *self)
{
  g_autoptr (GTask) task = NULL;
  Question *question;

  self->again = self->asking;
  if (self->asking)
    return;
  self->asking = TRUE;
  task = g_task_new (self, NULL, on_answer, NULL);
  question = g_new0 (Question, 1);
  question->archive = g_object_ref (self->archive);
  question->words = g_strdup (self->words);
  question->order = self->order;
  question->descending = self->descending;
  g_task_set_task_data (task, question, free_question);
  lab_handover_give (question);
  g_task_run_in_thread (task, ask_in_thread);
}

void
lab_run_list_search (LabRunList *self, const char *words)
{
  if (g_str_equal (self->words, words))
    return;
  g_free (self->words);
  self->words = g_strdup (words);
  ask (self);
}

void
lab_run_list_sort (LabRunList *self, LabOrder order, gboolean descending)
{
  if (self->order == order && self->descending == descending)
    return;
  self->order = order;
  self->descending = descending;
  g_signal_emit (self, signals[SORTED], 0);
  ask (self);
}

LabOrder
lab_run_list_get_order (LabRunList *self, gboolean *descending)
{
  *descending = self->descending;
  return self->order;
}

void
lab_run_list_refresh (LabRunList *self)
{
  ask (self);
}

gboolean
lab_run_list_is_taking (LabRunList *self)
{
  return self->taking;
}

const char *
lab_run_list_get_error (LabRunList *self)
{
  return self->error;
}

gint64
lab_run_list_get_size (LabRunList *self, gint64 *limit)
{
  *limit = self->limit;
  return self->size;
}

/* ---- ticks ---- */

void
lab_run_list_tick (LabRunList *self, guint at, gboolean ticked)
{
  Row *row;
  int place;

  g_return_if_fail (at < self->rows->len);

  row = row_at (self, at);
  place = find_tick (self, row->id);
  if ((place >= 0) == ticked)
    return;
  if (ticked)
    g_array_append_val (self->ticked, row->id);
  else
    g_array_remove_index (self->ticked, (guint) place);
  if (row->item != NULL)
    {
      row->item->ticked = ticked;
      g_signal_emit (row->item, item_changed, 0);
    }
  g_signal_emit (self, signals[TICKS], 0);
}

void
lab_run_list_untick (LabRunList *self, const gint64 *runs, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const int place = find_tick (self, runs[i]);
      const int at = lab_run_list_find (self, runs[i]);

      if (at >= 0)
        lab_run_list_tick (self, (guint) at, FALSE);
      else if (place >= 0)
        {
          g_array_remove_index (self->ticked, (guint) place);
          g_signal_emit (self, signals[TICKS], 0);
        }
    }
}

const gint64 *
lab_run_list_get_ticked (LabRunList *self, guint *n)
{
  *n = self->ticked->len;
  return (const gint64 *) (gpointer) self->ticked->data;
}

GArray *
lab_run_list_dup_listed (LabRunList *self)
{
  GArray *listed = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < self->ticked->len; i++)
    if (lab_run_list_find (self, g_array_index (self->ticked, gint64, i)) >= 0)
      g_array_append_val (listed, g_array_index (self->ticked, gint64, i));
  return listed;
}

/* ---- life ---- */

static void
lab_run_list_finalize (GObject *object)
{
  LabRunList *self = LAB_RUN_LIST (object);

  g_array_unref (self->rows);
  g_array_unref (self->ticked);
  g_object_unref (self->archive);
  g_free (self->words);
  g_free (self->error);
  G_OBJECT_CLASS (lab_run_list_parent_class)->finalize (object);
}

static void
lab_run_list_class_init (LabRunListClass *klass)
{
  static const char *const NAMES[N_SIGNALS] = { "sorted", "filled", "ticks" };

  G_OBJECT_CLASS (klass)->finalize = lab_run_list_finalize;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (NAMES[i], LAB_TYPE_RUN_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
lab_run_list_init (LabRunList *self)
{
  self->words = g_strdup ("");
  self->descending = TRUE;
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (self->rows, clear_row);
  self->ticked = g_array_new (FALSE, FALSE, sizeof (gint64));
}

LabRunList *
lab_run_list_new (LabArchive *archive)
{
  LabRunList *self = g_object_new (LAB_TYPE_RUN_LIST, NULL);

  self->archive = g_object_ref (archive);
  return self;
}
