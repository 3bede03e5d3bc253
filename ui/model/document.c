/* SPDX-License-Identifier: MIT */
/*
 * A state is immutable and shared by reference, so that a step of undo costs a few pointers. The
 * list of states has a place in it, the present one; a change cuts off what lies after it. A visit
 * has a list of its own; the other one rests meanwhile as it is.
 */
#include "document.h"

#include "catalogue.h"
#include "value.h"

#include <glib/gi18n.h>

#define MOST_STATES  500u
#define SAME_STEP_US (800 * G_TIME_SPAN_MILLISECOND)
#define SAME_TEXT_US (5 * G_TIME_SPAN_SECOND) /* typing has pauses */
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

typedef struct
{
  GPtrArray *states;
  guint present;
  guint64 saved; /* serial of the state that is in a file */
} List;

struct _LabDocument
{
  GObject parent_instance;
  List list;
  List own;       /* while something is visited */
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
  return g_ptr_array_index (self->list.states, self->list.present);
}

/* Takes @experiment and @change. */
static void
append (LabDocument *self, LabExperiment *experiment, const char *title, const char *description,
        char *change, guint key)
{
  State *state = g_new0 (State, 1);

  state->experiment = experiment;
  state->title = g_strdup (title);
  state->description = g_strdup (description);
  state->change = change;
  state->key = key;
  state->serial = ++self->serial;
  state->time = g_get_monotonic_time ();
  g_ptr_array_add (self->list.states, state);
  if (self->list.states->len > MOST_STATES)
    g_ptr_array_remove_index (self->list.states, 0);
  self->list.present = self->list.states->len - 1;
}

/* A key has the setting in it, and the side; the seeds come behind the settings. */
static guint
key_of (guint side, LabSettingId setting)
{
  return 1 + side * (LAB_N_SETTINGS + 1) + setting;
}

static gint64
same_step_us (guint key)
{
  return (key - 1) % (LAB_N_SETTINGS + 1) == LAB_SETTING_LOSS ? SAME_TEXT_US : SAME_STEP_US;
}

/* Takes @experiment and @change. @key 0 is never joined with its predecessor. */
static void
push (LabDocument *self, LabExperiment *experiment, const char *title, const char *description,
      char *change, guint key)
{
  State *from = present (self);
  const gint64 now = g_get_monotonic_time ();

  if (title == NULL && lab_experiment_equal (experiment, from->experiment))
    {
      lab_experiment_free (experiment);
      g_free (change);
      return;
    }
  g_ptr_array_set_size (self->list.states, (int) self->list.present + 1);
  if (key != 0 && key == from->key && now - from->time < same_step_us (key)
      && self->list.present > 0 && from->serial != self->list.saved)
    {
      lab_experiment_free (from->experiment);
      from->experiment = experiment;
      from->time = now;
      g_free (change);
    }
  else
    append (self, experiment, title != NULL ? title : from->title,
            title != NULL ? description : from->description, change, key);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
lab_document_finalize (GObject *object)
{
  LabDocument *self = LAB_DOCUMENT (object);

  g_ptr_array_unref (self->list.states);
  g_clear_pointer (&self->own.states, g_ptr_array_unref);
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
  self->list.states = g_ptr_array_new_with_free_func (free_state);
  append (self, lab_experiment_new (), _ (UNTITLED), "", NULL, 0);
  self->list.saved = present (self)->serial;
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
        key_of (side, setting));
  return TRUE;
}

gboolean
lab_document_set_seeds (LabDocument *self, const char *text, GError **error)
{
  LabExperiment *experiment = lab_experiment_copy (present (self)->experiment);

  if (!lab_experiment_set_seeds (experiment, text, error))
    {
      lab_experiment_free (experiment);
      return FALSE;
    }
  push (self, experiment, NULL, NULL, g_strdup (_ (lab_experiment_seeds.title)),
        key_of (0, lab_experiment_seeds.id));
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

/* The program's loss of that text has an id, and is the same wherever the experiment is read. */
static char *
name_of_text (const char *text)
{
  g_autoptr (GPtrArray) all = lab_catalogue_list ();
  g_autofree char *typed = g_strchomp (g_strdup (text));

  for (guint i = 0; i < all->len; i++)
    {
      const LabLoss *loss = g_ptr_array_index (all, i);
      g_autofree char *its = g_strchomp (g_strdup (loss->text));

      if (g_str_equal (its, typed) && lab_catalogue_is_builtin (loss->id))
        return g_strdup (loss->id);
    }
  return g_strconcat (LAB_LOSS_TYPED, text, NULL);
}

static const LabFormulaParameter *
find_parameter (const LabLoss *loss, const char *name)
{
  for (guint i = 0; i < loss->formula->n_parameters; i++)
    if (g_str_equal (loss->formula->parameters[i].name, name))
      return &loss->formula->parameters[i];
  return NULL;
}

/* A value that was chosen goes with the declaration that it was chosen for: who writes another
 * number to begin with wants that one. Returns: (transfer full): a setting's text. */
static char *
kept_parameters (const LabParameters *values, const LabLoss *from, const LabLoss *to)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; from != NULL && i < values->n; i++)
    {
      const char *name = values->at[i].name;
      const LabFormulaParameter *was = find_parameter (from, name);
      const LabFormulaParameter *is = find_parameter (to, name);

      if (was == NULL || is == NULL || was->value < is->value || was->value > is->value)
        continue;
      g_string_append_printf (
          text, "%s%s=%s", text->len > 0 ? "," : "", name,
          lab_value_number (CLAMP (values->at[i].value, is->least, is->greatest), number));
    }
  return g_strdup (text->len > 0 ? text->str : "own");
}

gboolean
lab_document_set_loss_text (LabDocument *self, guint side, const char *text, GError **error)
{
  const LabSpec *spec = lab_document_get_spec (self, side);
  g_autofree char *name = name_of_text (text), *parameters = NULL;
  g_autoptr (LabLoss) to = lab_loss_find (name, error);
  g_autoptr (LabLoss) from = NULL;
  LabExperiment *experiment;

  if (to == NULL)
    return FALSE;
  from = lab_loss_find (spec->loss, NULL);
  parameters = kept_parameters (&spec->parameters, from, to);
  experiment = lab_experiment_copy (present (self)->experiment);
  lab_experiment_set (experiment, side, LAB_SETTING_LOSS, name, NULL);
  lab_experiment_set (experiment, side, LAB_SETTING_LOSS_PARAMETERS, parameters, NULL);
  push (self, experiment, NULL, NULL, g_strdup (_ ("Text of the loss")),
        key_of (side, LAB_SETTING_LOSS));
  return TRUE;
}

void
lab_document_set_parameter (LabDocument *self, guint side, const char *name, double value)
{
  const LabParameters *values = &lab_document_get_spec (self, side)->parameters;
  g_autoptr (LabLoss) loss = lab_loss_find (lab_document_get_spec (self, side)->loss, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; loss != NULL && i < loss->formula->n_parameters; i++)
    {
      const LabFormulaParameter *p = &loss->formula->parameters[i];
      double its = p->value;

      for (guint v = 0; v < values->n; v++)
        if (g_str_equal (values->at[v].name, p->name))
          its = values->at[v].value;
      if (g_str_equal (p->name, name))
        its = value;
      g_string_append_printf (text, "%s%s=%s", text->len > 0 ? "," : "", p->name,
                              lab_value_number (CLAMP (its, p->least, p->greatest), number));
    }
  lab_document_set (self, side, LAB_SETTING_LOSS_PARAMETERS, text->len > 0 ? text->str : "own",
                    NULL);
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
  LabExperiment *experiment;
  LabSpec *first;

  if (present (self)->experiment->n_sides < 2)
    return;
  experiment = lab_experiment_copy (present (self)->experiment);
  first = experiment->sides[0];
  experiment->sides[0] = experiment->sides[1];
  experiment->sides[1] = first;
  push (self, experiment, NULL, NULL, g_strdup (_ ("Swap the losses")), 0);
}

void
lab_document_reseed (LabDocument *self)
{
  const LabExperiment *experiment = present (self)->experiment;
  g_autofree char *text
      = g_strdup_printf ("%" G_GUINT64_FORMAT, experiment->sides[0]->seed + experiment->n_seeds);

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
  g_ptr_array_remove_range (self->list.states, 0, self->list.present);
  self->list.present = 0;
  self->list.saved = present (self)->serial;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- visits ---- */

void
lab_document_visit (LabDocument *self, const LabExperiment *experiment, const char *title,
                    const char *description)
{
  if (self->own.states == NULL)
    {
      self->own = self->list;
      self->list = (List){ .states = g_ptr_array_new_with_free_func (free_state) };
    }
  else
    g_ptr_array_set_size (self->list.states, (int) self->list.present + 1);
  append (self, lab_experiment_copy (experiment), title, description, g_strdup (title), 0);
  self->list.saved = present (self)->serial;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
lab_document_return (LabDocument *self)
{
  if (self->own.states == NULL)
    return;
  g_ptr_array_unref (self->list.states);
  self->list = self->own;
  self->own = (List){ 0 };
  g_signal_emit (self, signals[CHANGED], 0);
}

void
lab_document_stay (LabDocument *self)
{
  GPtrArray *states = self->own.states;

  if (states == NULL)
    return;
  g_ptr_array_set_size (states, (int) self->own.present + 1);
  g_ptr_array_extend_and_steal (states, self->list.states);
  self->list.states = states;
  self->list.present += self->own.present + 1;
  self->own = (List){ 0 };
  g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- undo ---- */

const char *
lab_document_get_undo (LabDocument *self)
{
  return self->list.present == 0 ? NULL : present (self)->change;
}

const char *
lab_document_get_redo (LabDocument *self)
{
  return self->list.present + 1 >= self->list.states->len
             ? NULL
             : ((State *) g_ptr_array_index (self->list.states, self->list.present + 1))->change;
}

void
lab_document_undo (LabDocument *self)
{
  if (self->list.present == 0)
    return;
  self->list.present--;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
lab_document_redo (LabDocument *self)
{
  if (self->list.present + 1 >= self->list.states->len)
    return;
  self->list.present++;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
lab_document_mark_saved (LabDocument *self)
{
  self->list.saved = present (self)->serial;
}

gboolean
lab_document_is_saved (LabDocument *self)
{
  return self->list.saved == present (self)->serial;
}
