/* SPDX-License-Identifier: MIT */
/*
 * Numbers are worked out again when the picture, the moment or a side's spec is another one; the
 * list of pictures is made once, so that they do not change places while one walks through them.
 */
#include "worked-panel.h"

#include "ui/plot/number.h"
#include "ui/plot/shape-chart.h"
#include "ui/widget/worked-picture.h"
#include "worked.h"

#include <glib/gi18n.h>

struct _LabWorkedPanel
{
  LabPanel parent_instance;
  LabSession *session;
  LabMoment *moment;   /* (nullable) */
  LabDataset *dataset; /* whose pictures the list has */
  guint n_pictures;
  guint *pictures;
  guint at;
  gboolean given;  /* the list, by somebody else; else it is by disagreement */
  gboolean walked; /* somebody has chosen a picture of it */

  /* What is shown was worked out from. */
  LabMoment *shown_moment;
  guint shown_picture;
  LabSpec *shown_specs[LAB_MAX_SIDES];
  char *text; /* for the clipboard */
  GSimpleAction *copy;
  LabWorkedPicture *picture;
};

G_DEFINE_FINAL_TYPE (LabWorkedPanel, lab_worked_panel, LAB_TYPE_PANEL)

/* ---- the list ---- */

typedef struct
{
  guint i;
  double distance;
} Place;

static int
most_different (gconstpointer a, gconstpointer b)
{
  const Place *one = a, *other = b;

  if (one->distance > other->distance || one->distance < other->distance)
    return one->distance > other->distance ? -1 : 1;
  return one->i < other->i ? -1 : one->i > other->i;
}

static void
list_by_disagreement (LabWorkedPanel *self)
{
  const LabMoment *moment = self->moment;
  const guint n = moment->dataset->test.n;
  g_autofree Place *places = g_new0 (Place, n);

  for (guint i = 0; i < n; i++)
    {
      places[i].i = i;
      if (moment->n_runs > 1)
        places[i].distance
            = lab_predictions_distance (moment->predictions[0], moment->predictions[1], i);
    }
  qsort (places, n, sizeof *places, most_different);
  g_free (self->pictures);
  self->pictures = g_new (guint, n);
  for (guint i = 0; i < n; i++)
    self->pictures[i] = places[i].i;
  self->n_pictures = n;
  self->at = 0;
}

static gboolean
is_agreed (const LabMoment *moment, guint i)
{
  return moment->n_runs > 1
         && moment->predictions[0]->classes[i] == moment->predictions[1]->classes[i];
}

/* A list is of a dataset. Without one, pictures are in the order of disagreement; in mid-training
 * the picture stays until the networks agree about it, unless somebody has chosen it. */
static void
follow_moment (LabWorkedPanel *self)
{
  const gboolean other = self->dataset != NULL && self->dataset != self->moment->dataset;

  if (self->dataset != self->moment->dataset)
    {
      g_clear_pointer (&self->dataset, lab_dataset_unref);
      self->dataset = lab_dataset_ref (self->moment->dataset);
    }
  if (other)
    self->n_pictures = 0;
  for (guint i = 0; i < self->n_pictures; i++)
    if (self->pictures[i] >= self->dataset->test.n)
      self->n_pictures = 0;
  if (self->n_pictures == 0)
    self->given = self->walked = FALSE;
  if (self->n_pictures == 0
      || (!self->given && !self->walked && self->shown_moment != self->moment
          && is_agreed (self->moment, self->pictures[self->at])))
    list_by_disagreement (self);
}

void
lab_worked_panel_set_pictures (LabWorkedPanel *self, const guint *pictures, guint n, guint at)
{
  g_clear_pointer (&self->pictures, g_free);
  g_clear_pointer (&self->dataset, lab_dataset_unref);
  self->n_pictures = n;
  self->given = n > 0;
  self->walked = FALSE;
  self->at = n == 0 ? 0 : MIN (at, n - 1);
  if (n > 0)
    self->pictures = g_memdup2 (pictures, n * sizeof *pictures);
}

/* ---- numbers ---- */

/* The document's spec of a side, where it is about the data that the networks know; else the one
 * that the network was trained by. */
static const LabSpec *
spec_of (LabWorkedPanel *self, guint side)
{
  LabDocument *document = lab_session_get_document (self->session);
  const LabExperiment *experiment = lab_document_get_experiment (document);
  const LabRun *run = self->moment->runs[side];

  if (side < experiment->n_sides
      && g_str_equal (experiment->sides[side]->dataset, run->spec->dataset))
    return experiment->sides[side];
  return run->spec;
}

static LabWorked *
work (LabWorkedPanel *self, guint side, guint i)
{
  const LabMoment *moment = self->moment;
  const LabPredictions *predictions = moment->predictions[side];
  const LabSpec *spec = spec_of (self, side);
  const LabRun *run = moment->runs[side];
  const double epoch = moment->evaluations[side]->epoch;
  const guint K = predictions->n_classes, K2 = predictions->n_classes2;
  g_auto (LabObjective) objective = { 0 };
  g_autofree double *logits = g_new (double, K);
  g_autofree double *logits2 = NULL;
  double learned[LAB_FORMULA_MAX_LEARNED];
  LabWorkedInput input = { .logits = logits,
                           .target = moment->dataset->test.labels[i],
                           .progress = lab_shape_chart_get_progress (run, epoch),
                           .batch_size = MIN (spec->batch_size, moment->set->n) };

  if (!lab_objective_init (&objective, spec, moment->dataset, moment->set, NULL))
    return NULL;
  for (guint k = 0; k < K; k++)
    logits[k] = (double) predictions->logits[(gsize) i * K + k];
  /* A loss that was chosen since may ask for a second task that the network does not have. */
  logits2 = g_new0 (double, objective.n_classes2 + 1u);
  for (guint k = 0; k < MIN (K2, objective.n_classes2); k++)
    logits2[k] = (double) predictions->logits2[(gsize) i * K2 + k];
  input.logits2 = logits2;
  input.target2 = moment->dataset->second.class_of[input.target];
  if (lab_shape_chart_get_learned (run, spec, epoch, learned))
    input.learned = learned;
  return lab_worked_new (&objective, &input);
}

/* ---- words ---- */

static void
add_sentence (GString *text, char *sentence)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", sentence);
  g_free (sentence);
}

/* How much harder one of the first two sides pushes, where both push the same way. */
static void
compare (LabWorkedPanel *self, LabWorked *const *worked, guint truth, GString *text)
{
  const double one = worked[0]->dz[truth], other = worked[1]->dz[truth];
  const guint harder = other < one ? 1 : 0;
  const double times = harder == 1 ? other / one : one / other;
  const char *name = self->moment->dataset->class_names[truth];
  g_autofree char *number = NULL;

  if (!(one < 0.0 && other < 0.0) || !isfinite (times) || worked[0]->unit == LAB_LOSS_UNIT_BATCH
      || worked[1]->unit == LAB_LOSS_UNIT_BATCH)
    return;
  if (times < 1.05)
    {
      /* Translators: "Both losses push this picture’s 0 up equally hard." */
      add_sentence (
          text, g_strdup_printf (_ ("Both losses push this picture’s %s up equally hard."), name));
      return;
    }
  number = times < 9.95  ? lab_number_fixed (times, 1)
           : times < 1e6 ? lab_number_count ((guint64) round (times))
                         : lab_number_loss (times);
  /* Translators: "Each with its own p, Custom pushes this picture’s 0 up 44 times as hard as
   * Standard." */
  add_sentence (text, g_strdup_printf (_ ("Each with its own p, %s pushes this picture’s %s up %s "
                                          "times as hard as %s."),
                                       lab_chart_role (harder), name, number,
                                       lab_chart_role (1 - harder)));
}

static char *
conclude (LabWorkedPanel *self, LabWorked *const *worked, guint n, guint truth)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (n >= 2 && worked[0] != NULL && worked[1] != NULL)
    compare (self, worked, truth, text);
  for (guint i = 0; i < n; i++)
    {
      if (worked[i] != NULL && worked[i]->unit == LAB_LOSS_UNIT_BATCH)
        add_sentence (text,
                      g_strdup_printf (_ ("%s has a loss of the batch as a whole: its numbers "
                                          "are those of a batch of this picture alone."),
                                       lab_chart_role (i)));
      if (worked[i] != NULL && worked[i]->penalised)
        add_sentence (text,
                      g_strdup_printf (_ ("The penalty of %s is left out: it is not of a picture."),
                                       lab_chart_role (i)));
    }
  return text->len == 0 ? NULL : g_string_free (g_steal_pointer (&text), FALSE);
}

/* The same in a mail. */
static char *
write_text (const LabWorkedPictureData *data)
{
  GString *text = g_string_new (NULL);
  g_autofree char *epoch = lab_number_fixed (data->epoch, 1);

  /* Translators: "Test picture 183, a 0, epoch 2.4" */
  g_string_append_printf (text, _ ("Test picture %u, class %s, epoch %s"), data->number,
                          data->class_names[data->truth], epoch);
  for (guint i = 0; i < data->n_sides; i++)
    if (data->sides[i].lines != NULL)
      {
        g_autofree char *lines = g_strjoinv ("\n", (char **) data->sides[i].lines);

        g_string_append_printf (text, "\n\n%s\n%s", data->sides[i].name, lines);
      }
  if (data->conclusion != NULL)
    g_string_append_printf (text, "\n\n%s", data->conclusion);
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}

/* ---- showing ---- */

static void
forget_shown (LabWorkedPanel *self)
{
  g_clear_pointer (&self->shown_moment, lab_moment_unref);
  for (guint i = 0; i < LAB_MAX_SIDES; i++)
    g_clear_pointer (&self->shown_specs[i], lab_spec_unref);
}

/* Whether it is so already; else it counts as shown from now on. */
static gboolean
is_shown (LabWorkedPanel *self, guint i)
{
  gboolean shown = self->shown_moment == self->moment && self->shown_picture == i;

  for (guint side = 0; side < self->moment->n_runs; side++)
    shown = shown && self->shown_specs[side] == spec_of (self, side);
  if (shown)
    return TRUE;
  forget_shown (self);
  self->shown_moment = lab_moment_ref (self->moment);
  self->shown_picture = i;
  for (guint side = 0; side < self->moment->n_runs; side++)
    self->shown_specs[side] = lab_spec_ref (spec_of (self, side));
  return FALSE;
}

static void
show (LabWorkedPanel *self, guint i)
{
  const LabMoment *moment = self->moment;
  LabDataset *dataset = moment->dataset;
  LabWorked *worked[LAB_MAX_SIDES] = { NULL };
  g_autofree char *conclusion = NULL;
  g_autofree guint8 *room = g_malloc ((gsize) dataset->rows * dataset->cols);
  LabWorkedPictureData data = {
    .picture = { dataset->rows, dataset->cols,
                 lab_dataset_pixels (dataset, &dataset->test, i, room) },
    .number = i,
    .epoch = moment->evaluations[0]->epoch,
    .truth = dataset->test.labels[i],
    .n_classes = dataset->n_classes,
    .class_names = (const char *const *) dataset->class_names,
    .noun = lab_chart_noun (dataset),
    .n_sides = moment->n_runs,
    .first = self->at == 0,
    .last = self->at + 1 == self->n_pictures,
  };

  for (guint side = 0; side < moment->n_runs; side++)
    {
      data.sides[side].name = lab_chart_role (side);
      worked[side] = work (self, side, i);
      if (worked[side] == NULL)
        continue;
      data.sides[side].z = worked[side]->z;
      data.sides[side].p = worked[side]->p;
      data.sides[side].dz = worked[side]->dz;
      data.sides[side].says = worked[side]->says;
      data.sides[side].lines = (const char *const *) worked[side]->lines;
    }
  data.conclusion = conclusion = conclude (self, worked, moment->n_runs, data.truth);
  lab_worked_picture_set (self->picture, &data);
  g_free (self->text);
  self->text = write_text (&data);
  for (guint side = 0; side < moment->n_runs; side++)
    lab_worked_free (worked[side]);
}

void
lab_worked_panel_refresh (LabWorkedPanel *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || self->session == NULL)
    return;
  g_simple_action_set_enabled (self->copy, self->moment != NULL);
  if (self->moment == NULL)
    {
      forget_shown (self);
      lab_worked_picture_set (self->picture, NULL);
      return;
    }
  follow_moment (self);
  if (self->n_pictures > 0 && !is_shown (self, self->pictures[self->at]))
    show (self, self->pictures[self->at]);
}

void
lab_worked_panel_set_moment (LabWorkedPanel *self, LabMoment *moment, const char *why)
{
  lab_worked_picture_set_hint (self->picture, why);
  if (self->moment == moment)
    return;
  g_clear_pointer (&self->moment, lab_moment_unref);
  if (moment != NULL)
    self->moment = lab_moment_ref (moment);
}

/* ---- what a person does ---- */

static void
go (LabWorkedPanel *self, int by)
{
  if (self->n_pictures == 0)
    return;
  self->walked = TRUE;
  self->at = (guint) CLAMP ((int) self->at + by, 0, (int) self->n_pictures - 1);
  /* first and last are shown with the picture */
  lab_worked_panel_refresh (self);
}

static void
on_previous (LabWorkedPanel *self)
{
  go (self, -1);
}

static void
on_next (LabWorkedPanel *self)
{
  go (self, 1);
}

static void
on_most_different (GSimpleAction *action, GVariant *value, gpointer data)
{
  lab_worked_panel_set_pictures (data, NULL, 0, 0);
  lab_worked_panel_refresh (data);
}

static void
on_copy (GSimpleAction *action, GVariant *value, gpointer data)
{
  LabWorkedPanel *self = data;

  if (self->text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (data), self->text);
}

/* ---- life ---- */

static void
lab_worked_panel_dispose (GObject *object)
{
  LabWorkedPanel *self = LAB_WORKED_PANEL (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->moment, lab_moment_unref);
  forget_shown (self);
  G_OBJECT_CLASS (lab_worked_panel_parent_class)->dispose (object);
}

static void
lab_worked_panel_finalize (GObject *object)
{
  LabWorkedPanel *self = LAB_WORKED_PANEL (object);

  g_clear_pointer (&self->dataset, lab_dataset_unref);
  g_free (self->pictures);
  g_free (self->text);
  G_OBJECT_CLASS (lab_worked_panel_parent_class)->finalize (object);
}

static void
lab_worked_panel_class_init (LabWorkedPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lab_worked_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = lab_worked_panel_finalize;
}

static void
lab_worked_panel_init (LabWorkedPanel *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  const GActionEntry entries[] = {
    { .name = "copy", .activate = on_copy },
    { .name = "most-different", .activate = on_most_different },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  self->copy = G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (group), "copy"));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "worked", G_ACTION_GROUP (group));
  g_menu_append (menu, _ ("_Fill the Window"), "panel.fill");
  g_menu_append (menu, _ ("The _Most Different Picture"), "worked.most-different");
  g_menu_append (menu, _ ("_Copy Text"), "worked.copy");
  lab_panel_set_menu (LAB_PANEL (self), G_MENU_MODEL (menu));
  lab_panel_set_title (LAB_PANEL (self), _ ("One picture, worked in numbers"));
  self->picture = LAB_WORKED_PICTURE (lab_worked_picture_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->picture), TRUE);
  lab_panel_add_body (LAB_PANEL (self), GTK_WIDGET (self->picture));
  g_signal_connect_swapped (self->picture, "previous", G_CALLBACK (on_previous), self);
  g_signal_connect_swapped (self->picture, "next", G_CALLBACK (on_next), self);
  g_signal_connect (self, "map", G_CALLBACK (lab_worked_panel_refresh), NULL);
}

GtkWidget *
lab_worked_panel_new (LabSession *session)
{
  LabWorkedPanel *self = g_object_new (LAB_TYPE_WORKED_PANEL, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}

void
lab_worked_panel_focus (LabWorkedPanel *self)
{
  if (!gtk_widget_child_focus (GTK_WIDGET (self->picture), GTK_DIR_TAB_FORWARD))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}
