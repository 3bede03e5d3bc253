/* SPDX-License-Identifier: MIT */
/*
 * A state is immutable and shared by reference, so that a step of undo costs a few pointers. The
 * list of states has a place in it, the present one; a change cuts off what lies after it.
 */
#include "document.h"

#include "catalogue.h"

#include <glib/gi18n.h>

#define MOST_STATES  500u
#define SAME_STEP_US (800 * G_TIME_SPAN_MILLISECOND)
#define UNTITLED     N_ ("Untitled experiment")

typedef struct
{
  LabExperiment *experiment;
  char *title;
  char *description;
  char *change; /* what led here, in words */
  guint64 serial;
  guint key; /* changes of one key that follow each other quickly are one */
  gint64 time;
} State;

struct _LabDocument
{
  GObject parent_instance;
  GPtrArray *states;
  guint present;
  guint64 saved;  /* serial of the state that is in a file */
  guint64 serial; /* the last one given */
};

G_DEFINE_FINAL_TYPE (LabDocument, lab_document, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
free_state (gpointer data)
{
  State *state = data;

  lab_experiment_free (state->experiment);
  g_free (state->title);
  g_free (state->description);
  g_free (state->change);
  g_free (state);
}

static State *
present (LabDocument *self)
{
  return g_ptr_array_index (self->states, self->present);
}

/* Takes @experiment and @change. @key 0 is never joined with its predecessor. */
static void
push (LabDocument *self, LabExperiment *experiment, const char *title, const char *description,
      char *change, guint key)
{
  State *from = present (self);
  const gint64 now = g_get_monotonic_time ();
  State *state;

  if (title == NULL && lab_experiment_equal (experiment, from->experiment))
    {
      lab_experiment_free (experiment);
      g_free (change);
      return;
    }
  g_ptr_array_set_size (self->states, (int) self->present + 1);
  if (key != 0 && key == from->key && now - from->time < SAME_STEP_US && self->present > 0
      && from->serial != self->saved)
    {
      lab_experiment_free (from->experiment);
      from->experiment = experiment;
      from->time = now;
      g_free (change);
    }
  else
    {
      state = g_new0 (State, 1);
      state->experiment = experiment;
      state->title = g_strdup (title != NULL ? title : from->title);
      state->description = g_strdup (title != NULL ? description : from->description);
      state->change = change;
      state->key = key;
      state->serial = ++self->serial;
      state->time = now;
      g_ptr_array_add (self->states, state);
      if (self->states->len > MOST_STATES)
        g_ptr_array_remove_index (self->states, 0);
      self->present = self->states->len - 1;
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
lab_document_finalize (GObject *object)
{
  LabDocument *self = LAB_DOCUMENT (object);

  g_ptr_array_unref (self->states);
  G_OBJECT_CLASS (lab_document_parent_class)->finalize (object);
}

static void
lab_document_class_init (LabDocumentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lab_document_finalize;
  signals[CHANGED] = g_signal_new ("changed", LAB_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
lab_document_init (LabDocument *self)
{
  State *state = g_new0 (State, 1);

  state->experiment = lab_experiment_new ();
  state->title = g_strdup (_ (UNTITLED));
  state->description = g_strdup ("");
  self->states = g_ptr_array_new_with_free_func (free_state);
  g_ptr_array_add (self->states, state);
}

LabDocument *
lab_document_new (void)
{
  return g_object_new (LAB_TYPE_DOCUMENT, NULL);
}

const LabExperiment *
lab_document_get_experiment (LabDocument *self)
{
  return present (self)->experiment;
}

const LabSpec *
lab_document_get_spec (LabDocument *self, guint side)
{
  const LabExperiment *experiment = present (self)->experiment;

  g_return_val_if_fail (side < experiment->n_sides, NULL);
  return experiment->sides[side];
}

const char *
lab_document_get_title (LabDocument *self)
{
  return present (self)->title;
}

const char *
lab_document_get_description (LabDocument *self)
{
  return present (self)->description;
}

gboolean
lab_document_set (LabDocument *self, guint side, LabSettingId setting, const char *text,
                  GError **error)
{
  LabExperiment *experiment = lab_experiment_copy (present (self)->experiment);

  if (!lab_experiment_set (experiment, side, setting, text, error))
    {
      lab_experiment_free (experiment);
      return FALSE;
    }
  push (self, experiment, NULL, NULL, g_strdup (_ (lab_settings[setting].title)),
        1 + side * LAB_N_SETTINGS + setting);
  return TRUE;
}

/* With its own parameters, and the weights that the side has where it uses weights. */
static void
set_loss (LabExperiment *experiment, guint side, const LabLoss *loss)
{
  g_autofree char *name = lab_loss_dup_name (loss);

  lab_experiment_set (experiment, side, LAB_SETTING_LOSS, name, NULL);
  lab_experiment_set (experiment, side, LAB_SETTING_LOSS_PARAMETERS, "own", NULL);
  if (!loss->weighted)
    lab_experiment_set (experiment, side, LAB_SETTING_CLASS_WEIGHTS, "own", NULL);
}

gboolean
lab_document_set_loss (LabDocument *self, guint side, const char *loss, GError **error)
{
  g_autoptr (LabLoss) found = lab_loss_find (loss, error);
  LabExperiment *experiment;

  if (found == NULL)
    return FALSE;
  experiment = lab_experiment_copy (present (self)->experiment);
  set_loss (experiment, side, found);
  push (self, experiment, NULL, NULL, g_strdup (_ ("Loss")), 0);
  return TRUE;
}

gboolean
lab_document_can_add (LabDocument *self)
{
  return present (self)->experiment->n_sides < LAB_MAX_SIDES;
}

static gboolean
has_loss (const LabExperiment *experiment, const char *id)
{
  for (guint i = 0; i < experiment->n_sides; i++)
    if (g_str_equal (experiment->sides[i]->loss, id))
      return TRUE;
  return FALSE;
}

void
lab_document_add (LabDocument *self)
{
  LabExperiment *experiment;
  g_autoptr (GPtrArray) losses = lab_catalogue_list ();
  guint side;

  if (!lab_document_can_add (self))
    return;
  experiment = lab_experiment_copy (present (self)->experiment);
  side = experiment->n_sides++;
  experiment->sides[side] = lab_spec_ref (experiment->sides[side - 1]);
  /* A second network that learns the same would hide the first one's curves. */
  for (guint i = 0; i < losses->len; i++)
    if (!has_loss (experiment, ((LabLoss *) g_ptr_array_index (losses, i))->id))
      {
        set_loss (experiment, side, g_ptr_array_index (losses, i));
        break;
      }
  push (self, experiment, NULL, NULL, g_strdup (_ ("Add a loss")), 0);
}

void
lab_document_remove (LabDocument *self, guint side)
{
  LabExperiment *experiment;

  if (side < 2 || side >= present (self)->experiment->n_sides)
    return;
  experiment = lab_experiment_copy (present (self)->experiment);
  lab_spec_unref (experiment->sides[side]);
  for (guint i = side; i + 1 < experiment->n_sides; i++)
    experiment->sides[i] = experiment->sides[i + 1];
  experiment->sides[--experiment->n_sides] = NULL;
  push (self, experiment, NULL, NULL, g_strdup (_ ("Remove a loss")), 0);
}

void
lab_document_swap (LabDocument *self)
{
  LabExperiment *experiment = lab_experiment_copy (present (self)->experiment);
  LabSpec *first = experiment->sides[0];

  experiment->sides[0] = experiment->sides[1];
  experiment->sides[1] = first;
  push (self, experiment, NULL, NULL, g_strdup (_ ("Swap the losses")), 0);
}

void
lab_document_reseed (LabDocument *self)
{
  const guint64 seed = present (self)->experiment->sides[0]->seed;
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, seed + 1);

  if (!lab_document_set (self, 0, LAB_SETTING_SEED, text, NULL))
    lab_document_set (self, 0, LAB_SETTING_SEED, "1", NULL);
}

void
lab_document_replace (LabDocument *self, const LabExperiment *experiment, const char *title,
                      const char *description)
{
  push (self, lab_experiment_copy (experiment), title, description, g_strdup (title), 0);
}

void
lab_document_start (LabDocument *self, const LabExperiment *experiment, const char *title,
                    const char *description)
{
  lab_document_replace (self, experiment, title, description);
  g_ptr_array_remove_range (self->states, 0, self->present);
  self->present = 0;
  self->saved = present (self)->serial;
  g_signal_emit (self, signals[CHANGED], 0);
}

const char *
lab_document_get_undo (LabDocument *self)
{
  return self->present == 0 ? NULL : present (self)->change;
}

const char *
lab_document_get_redo (LabDocument *self)
{
  return self->present + 1 >= self->states->len
             ? NULL
             : ((State *) g_ptr_array_index (self->states, self->present + 1))->change;
}

void
lab_document_undo (LabDocument *self)
{
  if (self->present == 0)
    return;
  self->present--;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
lab_document_redo (LabDocument *self)
{
  if (self->present + 1 >= self->states->len)
    return;
  self->present++;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
lab_document_mark_saved (LabDocument *self)
{
  self->saved = present (self)->serial;
}

gboolean
lab_document_is_saved (LabDocument *self)
{
  return self->saved == present (self)->serial;
}
