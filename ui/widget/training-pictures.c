/* SPDX-License-Identifier: MIT */
#include "training-pictures.h"

#include "ui/plot/picture.h"
#include "ui/plot/text.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define COLUMNS 6
#define ROWS    4
#define LABEL   16 /* below a picture */
#define GAP     4
#define TEXT_PX 11.0

struct _LabTrainingPictures
{
  GtkDrawingArea parent_instance;
  LabDataset *dataset;
  LabTrainingSet *set;
  GRand *lots;
  guint places[COLUMNS * ROWS]; /* in the set */
  guint n;
};

G_DEFINE_FINAL_TYPE (LabTrainingPictures, lab_training_pictures, GTK_TYPE_DRAWING_AREA)

static guint
truth_of (const LabTrainingPictures *self, guint place)
{
  return self->dataset->train.labels[self->set->index[place]];
}

/* "4", or "4 (is 9)". */
static char *
words_of (const LabTrainingPictures *self, guint place)
{
  char **names = self->dataset->class_names;
  const guint told = self->set->label[place], truth = truth_of (self, place);

  return told == truth ? g_strdup (names[told])
                       /* Translators: a picture of a 9 that is labelled as a 4: "4 (is 9)" */
                       : g_strdup_printf (_ ("%s (is %s)"), names[told], names[truth]);
}

static double
picture_size (int width)
{
  return floor ((width - (COLUMNS - 1.0) * GAP) / COLUMNS);
}

static void
draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  LabTrainingPictures *self = LAB_TRAINING_PICTURES (area);
  const LabTheme *theme
      = lab_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  const double size = picture_size (width);
  g_autofree guint8 *room = NULL;

  if (self->n > 0)
    room = g_malloc ((gsize) self->dataset->rows * self->dataset->cols);
  for (guint i = 0; i < self->n; i++)
    {
      const guint place = self->places[i];
      const double x = (i % COLUMNS) * (size + GAP), y = (i / COLUMNS) * (size + LABEL + GAP);
      const gboolean wrong = self->set->label[place] != truth_of (self, place);
      const LabPicture picture = { self->dataset->rows, self->dataset->cols,
                                   lab_dataset_pixels (self->dataset, &self->dataset->train,
                                                       self->set->index[place], room) };
      g_autofree char *words = words_of (self, place);
      LabText text = { .size_px = TEXT_PX,
                       .bold = wrong,
                       .anchor = LAB_ANCHOR_MIDDLE,
                       .color = wrong ? theme->text : theme->secondary };

      lab_picture_draw (&picture, x, y, size, theme, cr);
      if (wrong)
        {
          lab_color_set (&theme->text, cr);
          cairo_set_line_width (cr, 2.0);
          cairo_rectangle (cr, x + 1.0, y + 1.0, size - 2.0, size - 2.0);
          cairo_stroke (cr);
        }
      if (lab_text_width (&text, words) > size + GAP)
        text.max_width_px = size + GAP;
      lab_text_draw (&text, words, x + 0.5 * size, y + size + 0.75 * LABEL, cr);
    }
}

static gboolean
on_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  LabTrainingPictures *self = LAB_TRAINING_PICTURES (widget);
  const double size = picture_size (gtk_widget_get_width (widget));
  const guint column = (guint) (x / (size + GAP)), row = (guint) (y / (size + LABEL + GAP));
  const guint i = row * COLUMNS + column;
  g_autofree char *words = NULL;

  if (keyboard || column >= COLUMNS || i >= self->n)
    return FALSE;
  words = words_of (self, self->places[i]);
  gtk_tooltip_set_text (tooltip, words);
  return TRUE;
}

static void
describe (LabTrainingPictures *self)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < self->n; i++)
    {
      g_autofree char *words = words_of (self, self->places[i]);

      g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", words);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  all->str, -1);
}

void
lab_training_pictures_draw_lots (LabTrainingPictures *self)
{
  if (self->set == NULL)
    return;
  self->n = MIN (self->set->n, (guint) (COLUMNS * ROWS));
  for (guint i = 0; i < self->n; i++)
    self->places[i] = self->set->n <= COLUMNS * ROWS
                          ? i
                          : (guint) g_rand_int_range (self->lots, 0, (gint32) self->set->n);
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
lab_training_pictures_set (LabTrainingPictures *self, LabDataset *dataset, LabTrainingSet *set)
{
  if (self->set == set)
    return;
  g_clear_pointer (&self->dataset, lab_dataset_unref);
  g_clear_pointer (&self->set, lab_training_set_unref);
  self->dataset = lab_dataset_ref (dataset);
  self->set = lab_training_set_ref (set);
  lab_training_pictures_draw_lots (self);
}

static void
lab_training_pictures_finalize (GObject *object)
{
  LabTrainingPictures *self = LAB_TRAINING_PICTURES (object);

  g_clear_pointer (&self->dataset, lab_dataset_unref);
  g_clear_pointer (&self->set, lab_training_set_unref);
  g_rand_free (self->lots);
  G_OBJECT_CLASS (lab_training_pictures_parent_class)->finalize (object);
}

static void
lab_training_pictures_class_init (LabTrainingPicturesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lab_training_pictures_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
lab_training_pictures_init (LabTrainingPictures *self)
{
  self->lots = g_rand_new ();
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self), ROWS * (44 + LABEL + GAP));
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self), draw, NULL, NULL);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_tooltip), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Some training pictures"), -1);
}

GtkWidget *
lab_training_pictures_new (void)
{
  return g_object_new (LAB_TYPE_TRAINING_PICTURES, NULL);
}
