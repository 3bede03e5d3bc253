/* SPDX-License-Identifier: MIT */
/*
 * The networks of the moment that is shown look at all test pictures once, in a thread; after that
 * another cell, side or order is a choice among numbers. The grid is virtual: it has as many cards
 * as are seen.
 */
#include "samples.h"

#include "seed-choice.h"
#include "ui/widget/inner-name.h"
#include "ui/model/moment.h"
#include "ui/plot/number.h"
#include "ui/plot/sample.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define CARD_WIDTH 236
#define TEXT_PX    11.0

#define LAB_TYPE_PLACE (lab_place_get_type ())
G_DECLARE_FINAL_TYPE (LabPlace, lab_place, LAB, PLACE, GObject)

/* A picture's place in the test set, as lists want it. */
struct _LabPlace
{
  GObject parent_instance;
  guint i;
  double distance;
};

G_DEFINE_FINAL_TYPE (LabPlace, lab_place, G_TYPE_OBJECT)

static void
lab_place_class_init (LabPlaceClass *klass)
{
}

static void
lab_place_init (LabPlace *self)
{
}

struct _LabSamples
{
  GtkBox parent_instance;
  LabSession *session;
  LabMoment *moment; /* (nullable) */
  guint8 *room;      /* for the pixels of the card at work */
  gboolean looking;
  guint seed;       /* that was looked at last */
  gboolean waiting; /* for weights that are being found */
  int row;
  int column;
  int side; /* -1: not chosen yet */
  GtkWidget *title;
  GtkWidget *note;
  AdwBin *seed_bin;
  GtkWidget *sides;
  GtkWidget *in_numbers;
  GtkWidget *buttons[LAB_MAX_SIDES];
  GtkWidget *order;
  GtkWidget *stack;
  GtkWidget *empty;
  GtkWidget *newer;
  GtkGridView *grid;
  GListStore *places;
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (LabSamples, lab_samples, GTK_TYPE_BOX)

/* ---- which pictures ---- */

static int
most_different (gconstpointer a, gconstpointer b)
{
  const LabPlace *one = *(LabPlace *const *) a, *other = *(LabPlace *const *) b;

  if (one->distance > other->distance || one->distance < other->distance)
    return one->distance > other->distance ? -1 : 1;
  return one->i < other->i ? -1 : 1;
}

/* Instead of pictures. */
static void
say (LabSamples *self, const char *words)
{
  gtk_label_set_text (GTK_LABEL (self->title), "");
  gtk_label_set_text (GTK_LABEL (self->note), "");
  gtk_widget_set_visible (self->sides, FALSE);
  gtk_widget_set_visible (self->in_numbers, FALSE);
  gtk_label_set_text (GTK_LABEL (self->empty), words);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "empty");
}

static void
write_title (LabSamples *self, guint n)
{
  char **names = self->moment->dataset->class_names;
  g_autofree char *title = NULL, *note = NULL, *epoch = NULL;
  g_autofree char *count = lab_number_count (n);

  if (self->row >= 0 && self->column >= 0)
    title = g_strdup_printf (_ ("True %s, predicted %s"), names[self->row], names[self->column]);
  else if (self->row >= 0)
    title = g_strdup_printf (_ ("True %s"), names[self->row]);
  else
    title = g_strdup_printf (_ ("Predicted %s"), names[self->column]);
  epoch = lab_number_fixed (self->moment->evaluations[self->side]->epoch, 1);
  /* Translators: "112 test pictures of Standard at epoch 2.4" */
  note = g_strdup_printf (ngettext ("%s test picture of %s at epoch %s",
                                    "%s test pictures of %s at epoch %s", n),
                          count, lab_chart_role (self->side), epoch);
  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_label_set_text (GTK_LABEL (self->note), note);
}

/* The side that has most pictures there. */
static int
fullest_side (LabSamples *self)
{
  const LabMoment *moment = self->moment;
  guint most = 0;
  int fullest = 0;

  for (guint i = 0; i < moment->n_runs; i++)
    {
      guint n;

      g_free (lab_predictions_list (moment->predictions[i], moment->dataset, self->row,
                                    self->column, &n));
      if (n > most)
        {
          most = n;
          fullest = (int) i;
        }
    }
  return fullest;
}

static void
fill (LabSamples *self)
{
  LabMoment *moment = self->moment;
  g_autofree guint *list = NULL;
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_object_unref);
  guint n;

  if (moment == NULL)
    return;
  if (MAX (self->row, self->column) >= (int) moment->dataset->n_classes)
    {
      say (self, _ ("This class is not in this dataset."));
      return;
    }
  if (self->side < 0)
    self->side = fullest_side (self);
  self->side = MIN (self->side, (int) moment->n_runs - 1);
  list = lab_predictions_list (moment->predictions[self->side], moment->dataset, self->row,
                               self->column, &n);
  for (guint i = 0; i < n; i++)
    {
      LabPlace *place = g_object_new (LAB_TYPE_PLACE, NULL);

      place->i = list[i];
      if (moment->n_runs > 1)
        place->distance
            = lab_predictions_distance (moment->predictions[0], moment->predictions[1], list[i]);
      g_ptr_array_add (places, place);
    }
  if (gtk_drop_down_get_selected (GTK_DROP_DOWN (self->order)) == 0 && moment->n_runs > 1)
    g_ptr_array_sort (places, most_different);
  g_list_store_splice (self->places, 0, g_list_model_get_n_items (G_LIST_MODEL (self->places)),
                       places->pdata, places->len);
  gtk_label_set_text (GTK_LABEL (self->empty), _ ("No test picture is in this cell."));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), n == 0 ? "empty" : "grid");
  write_title (self, n);
  gtk_widget_set_visible (self->sides, TRUE);
  gtk_widget_set_visible (self->in_numbers, n > 0);

  self->setting = TRUE;
  for (guint i = 0; i < LAB_MAX_SIDES; i++)
    {
      gtk_widget_set_visible (self->buttons[i], i < moment->n_runs);
      if (i < moment->n_runs)
        {
          g_free (lab_predictions_list (moment->predictions[i], moment->dataset, self->row,
                                        self->column, &n));
          g_autofree char *count = lab_number_count (n);
          g_autofree char *label = g_strdup_printf ("%s %s", lab_chart_role (i), count);

          gtk_button_set_label (GTK_BUTTON (self->buttons[i]), label);
        }
    }
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[self->side]), TRUE);
  self->setting = FALSE;
}

/* ---- looking ---- */

static void on_advanced (LabSamples *self);

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  LabSamples *self = LAB_SAMPLES (source);
  g_autoptr (GError) error = NULL;
  LabMoment *moment = lab_moment_look_finish (result, &error);

  self->looking = FALSE;
  if (self->session == NULL)
    {
      g_clear_pointer (&moment, lab_moment_unref);
      return;
    }
  if (moment == NULL)
    {
      say (self, error->message);
      return;
    }
  g_clear_pointer (&self->moment, lab_moment_unref);
  self->moment = moment;
  fill (self);
  on_advanced (self); /* things may have gone on in the meantime */
}

static void
look (LabSamples *self)
{
  const char *why;
  g_autoptr (LabMoment) moment = NULL;

  if (self->looking)
    return;
  gtk_widget_set_visible (self->newer, FALSE);
  self->seed = lab_session_get_seed (self->session);
  moment = lab_moment_new (self->session, &why);
  self->waiting = moment == NULL && why != NULL;
  if (moment == NULL)
    say (self, why != NULL ? why : _ ("Train first: then the pictures in a cell are shown here."));
  else if (lab_moment_equal (moment, self->moment))
    fill (self);
  else
    {
      self->looking = TRUE;
      lab_moment_look_async (moment, G_OBJECT (self), on_looked, NULL);
    }
}

/* While training goes on, the pictures stay, and a button leads to newer ones: by themselves they
 * would jump eight times an epoch. */
static void
on_advanced (LabSamples *self)
{
  const gboolean follows = lab_session_get_state (self->session) == LAB_SESSION_TRAINING
                           && isnan (lab_session_get_cursor (self->session));
  const char *why;
  g_autoptr (LabMoment) moment = NULL;
  gboolean behind;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || self->looking)
    return;
  if (self->waiting)
    look (self);
  if (self->moment == NULL || self->looking)
    return;
  moment = lab_moment_new (self->session, &why);
  self->waiting = moment == NULL && why != NULL;
  if (self->waiting)
    say (self, why);
  if (moment == NULL)
    return;
  behind = !lab_moment_equal (moment, self->moment);
  if (behind && (!follows || lab_session_get_seed (self->session) != self->seed))
    look (self);
  gtk_widget_set_visible (self->newer, behind && follows);
}

void
lab_samples_open (LabSamples *self, int row, int column, int side)
{
  self->row = row;
  self->column = column;
  self->side = side;
  look (self);
}

/* ---- cards ---- */

static void
sample_data (LabSamples *self, guint i, LabSampleData *data)
{
  const LabMoment *moment = self->moment;
  const LabDataset *dataset = moment->dataset;

  self->room = g_realloc (self->room, (gsize) dataset->rows * dataset->cols);
  *data = (LabSampleData){
    .picture
    = { dataset->rows, dataset->cols, lab_dataset_pixels (dataset, &dataset->test, i, self->room) },
    .number = i,
    .n_classes = dataset->n_classes,
    .class_names = (const char *const *) dataset->class_names,
    .truth = dataset->test.labels[i],
    .n_sides = moment->n_runs,
  };
  for (guint side = 0; side < moment->n_runs; side++)
    {
      data->styles[side] = side;
      data->side_names[side] = lab_chart_role (side);
      data->answers[side] = moment->predictions[side]->classes[i];
      data->probabilities[side]
          = moment->predictions[side]->probabilities + (gsize) i * dataset->n_classes;
    }
}

static void
draw_card (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  GtkListItem *item = data;
  LabPlace *place = gtk_list_item_get_item (item);
  LabSamples *self = LAB_SAMPLES (gtk_widget_get_ancestor (GTK_WIDGET (area), LAB_TYPE_SAMPLES));
  LabSampleData sample;

  if (place == NULL || self == NULL || self->moment == NULL)
    return;
  sample_data (self, place->i, &sample);
  lab_sample_draw (&sample, width, height,
                   lab_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ())),
                   TEXT_PX, cr);
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *item, LabSamples *self)
{
  GtkWidget *area = gtk_drawing_area_new ();

  gtk_widget_add_css_class (area, "sample");
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), CARD_WIDTH);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_card, item, NULL);
  gtk_list_item_set_child (item, area);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *item, LabSamples *self)
{
  GtkWidget *area = gtk_list_item_get_child (item);
  LabPlace *place = gtk_list_item_get_item (item);
  LabSampleData sample;
  g_autofree char *words = NULL;

  if (self->moment == NULL)
    return;
  sample_data (self, place->i, &sample);
  words = lab_sample_describe (&sample);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area),
                                       (int) ceil (lab_sample_height (sample.n_sides, TEXT_PX)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  /* What holds the card has the focus, and would be nameless. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (area)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_queue_draw (area);
}

/* The picture worked in numbers, and the others of the cell after it. */
static void
work (LabSamples *self, guint at)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->places));
  g_autofree guint32 *list = g_new (guint32, n + 1);
  GVariant *pictures;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LabPlace) place = g_list_model_get_item (G_LIST_MODEL (self->places), i);

      list[i] = place->i;
    }
  if (at >= n)
    return;
  pictures = g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, list, n, sizeof *list);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.work", "(@auu)", pictures, at);
}

static void
on_activate (GtkGridView *grid, guint at, LabSamples *self)
{
  work (self, at);
}

static void
on_work (LabSamples *self)
{
  GtkSelectionModel *selection = gtk_grid_view_get_model (self->grid);

  work (self, gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (selection)));
}

static void
on_side (GtkToggleButton *button, LabSamples *self)
{
  if (self->setting || !gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < LAB_MAX_SIDES; i++)
    if (self->buttons[i] == GTK_WIDGET (button))
      self->side = (int) i;
  fill (self);
}

static void
lab_samples_dispose (GObject *object)
{
  LabSamples *self = LAB_SAMPLES (object);

  g_clear_object (&self->session);
  G_OBJECT_CLASS (lab_samples_parent_class)->dispose (object);
}

static void
lab_samples_finalize (GObject *object)
{
  LabSamples *self = LAB_SAMPLES (object);

  g_clear_pointer (&self->moment, lab_moment_unref);
  g_free (self->room);
  G_OBJECT_CLASS (lab_samples_parent_class)->finalize (object);
}

static void
lab_samples_class_init (LabSamplesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lab_samples_dispose;
  G_OBJECT_CLASS (klass)->finalize = lab_samples_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/losslab/Losslab/ui/samples.ui");
  gtk_widget_class_bind_template_child (widget_class, LabSamples, title);
  gtk_widget_class_bind_template_child (widget_class, LabSamples, note);
  gtk_widget_class_bind_template_child (widget_class, LabSamples, seed_bin);
  gtk_widget_class_bind_template_child (widget_class, LabSamples, sides);
  gtk_widget_class_bind_template_child (widget_class, LabSamples, in_numbers);
  gtk_widget_class_bind_template_child (widget_class, LabSamples, order);
  gtk_widget_class_bind_template_child (widget_class, LabSamples, stack);
  gtk_widget_class_bind_template_child (widget_class, LabSamples, empty);
  gtk_widget_class_bind_template_child (widget_class, LabSamples, newer);
  gtk_widget_class_bind_template_child (widget_class, LabSamples, grid);
  gtk_widget_class_bind_template_callback (widget_class, fill);
  gtk_widget_class_bind_template_callback (widget_class, look);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_work);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
}

static void
lab_samples_init (LabSamples *self)
{
  g_autoptr (GtkSingleSelection) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  lab_inner_name_set (self->order, _ ("Sort"));
  self->places = g_list_store_new (LAB_TYPE_PLACE);
  selection = gtk_single_selection_new (G_LIST_MODEL (self->places));
  gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (selection));
  for (guint i = 0; i < LAB_MAX_SIDES; i++)
    {
      self->buttons[i] = gtk_toggle_button_new_with_label (lab_chart_role (i));
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->buttons[i]),
                                   i == 0 ? NULL : GTK_TOGGLE_BUTTON (self->buttons[0]));
      g_signal_connect (self->buttons[i], "toggled", G_CALLBACK (on_side), self);
      gtk_box_append (GTK_BOX (self->sides), self->buttons[i]);
    }
}

GtkWidget *
lab_samples_new (LabSession *session)
{
  LabSamples *self = g_object_new (LAB_TYPE_SAMPLES, NULL);

  self->session = g_object_ref (session);
  adw_bin_set_child (self->seed_bin, lab_seed_choice_new (session));
  g_signal_connect_object (session, "advanced", G_CALLBACK (on_advanced), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
