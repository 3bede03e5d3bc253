/* SPDX-License-Identifier: MIT */
/*
 * The rows of the table, and the parts of each side, are made when the number of classes or sides
 * changes; after that another picture, or a later moment, writes other words into them.
 */
#include "worked-picture.h"

#include "mark.h"
#include "ui/plot/number.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define NOTHING     "–"
#define TABLE_SIDES 2
#define HEAD_ROWS   2  /* sides, and columns */
#define SHORTEST    4  /* characters of a class's name, where there is little room */
#define LONGEST     12 /* and where there is more */

/* What the table has of each side. */
enum
{
  LOGIT,
  PROBABILITY,
  DERIVATIVE,
  N_NUMBERS,
};

struct _LabWorkedPicture
{
  GtkBox parent_instance;
  guint8 *pixels;
  LabPicture picture; /* of @pixels */
  guint n_classes;
  guint n_sides;
  GtkWidget *stack;
  GtkWidget *hint;
  GtkWidget *thumbnail;
  GtkWidget *title;
  GtkWidget *moment;
  GtkWidget *answers;
  GtkWidget *says[LAB_MAX_STYLES];
  GtkWidget *previous;
  GtkWidget *next;
  GtkWidget *table;
  GtkWidget *workings;
  GtkWidget *names[LAB_MAX_STYLES];
  GtkWidget *lines[LAB_MAX_STYLES];
  GtkWidget *conclusion;
};

G_DEFINE_FINAL_TYPE (LabWorkedPicture, lab_worked_picture, GTK_TYPE_BOX)

enum
{
  PREVIOUS,
  NEXT,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

/* ---- numbers ---- */

#define SHORT_FORM (-1) /* decimals of "2.1e-07" */

/* As many decimals for a whole column, so that they stand below each other. */
static int
decimals_of (const double *values, guint n)
{
  double greatest = 0.0;

  for (guint i = 0; values != NULL && i < n; i++)
    if (isfinite (values[i]))
      greatest = MAX (greatest, fabs (values[i]));
  if (greatest >= 1e5 || (greatest > 0.0 && greatest < 0.0005))
    return SHORT_FORM;
  return greatest < 9.9995 ? 3 : greatest < 999.995 ? 2 : 0;
}

static char *
number (double value, int decimals)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (value))
    return g_strdup ("NaN");
  if (isinf (value))
    return g_strdup (value > 0.0 ? "∞" : "−∞");
  if (decimals != SHORT_FORM)
    return lab_number_fixed (value, (guint) decimals);
  return g_strconcat (
      value < 0.0 ? "−" : "",
      fabs (value) > 0.0 ? g_ascii_formatd (buffer, sizeof buffer, "%.1e", fabs (value)) : "0",
      NULL);
}

/* ---- the parts ---- */

static GtkWidget *
cell (GtkGrid *table, guint column, guint row, guint width, GtkAccessibleRole role)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", role, "hexpand", column > 0,
                                   "xalign", column == 0 ? 0.0 : 1.0, NULL);

  gtk_grid_attach (table, label, (int) column, (int) row, (int) width, 1);
  return label;
}

static GtkWidget *
head (GtkGrid *table, guint column, guint row, guint width, const char *text)
{
  GtkWidget *label = cell (table, column, row, width, GTK_ACCESSIBLE_ROLE_COLUMN_HEADER);

  gtk_label_set_text (GTK_LABEL (label), text);
  return label;
}

static void
make_table (LabWorkedPicture *self, const LabWorkedPictureData *data)
{
  static const char *const NUMBERS[N_NUMBERS] = { "z", "p", "∂L/∂z" };
  GtkGrid *table = GTK_GRID (self->table);
  const guint n = MIN (data->n_sides, (guint) TABLE_SIDES);

  for (guint i = 0; i < self->n_classes + HEAD_ROWS; i++)
    gtk_grid_remove_row (table, 0);
  head (table, 0, 0, 1, "");
  gtk_widget_add_css_class (head (table, 0, 1, 1, ""), "dim-label");
  for (guint side = 0; side < n; side++)
    {
      GtkWidget *label = head (table, 1 + N_NUMBERS * side, 0, N_NUMBERS, "");
      g_autofree char *color = g_strdup_printf ("side-%u", side);

      gtk_label_set_xalign (GTK_LABEL (label), 0.5f);
      gtk_widget_add_css_class (label, "worked-name");
      gtk_widget_add_css_class (label, color);
      for (guint i = 0; i < N_NUMBERS; i++)
        gtk_widget_add_css_class (head (table, 1 + N_NUMBERS * side + i, 1, 1, NUMBERS[i]),
                                  "dim-label");
    }
  for (guint k = 0; k < data->n_classes; k++)
    for (guint column = 0; column <= N_NUMBERS * n; column++)
      {
        GtkWidget *label
            = cell (table, column, HEAD_ROWS + k, 1,
                    column == 0 ? GTK_ACCESSIBLE_ROLE_ROW_HEADER : GTK_ACCESSIBLE_ROLE_CELL);

        gtk_widget_add_css_class (label, "numeric");
        if (column == 0)
          gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      }
}

static void
empty_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
make_sides (LabWorkedPicture *self, guint n)
{
  empty_box (self->answers);
  empty_box (self->workings);
  for (guint side = 0; side < n; side++)
    {
      GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      GtkWidget *working = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      g_autofree char *color = g_strdup_printf ("side-%u", side);

      self->says[side] = gtk_label_new ("");
      gtk_label_set_ellipsize (GTK_LABEL (self->says[side]), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (self->says[side], "worked-answer");
      gtk_box_append (GTK_BOX (row), lab_mark_new (side));
      gtk_box_append (GTK_BOX (row), self->says[side]);
      gtk_box_append (GTK_BOX (self->answers), row);

      self->names[side] = gtk_label_new ("");
      gtk_label_set_xalign (GTK_LABEL (self->names[side]), 0.0f);
      gtk_widget_add_css_class (self->names[side], "worked-name");
      gtk_widget_add_css_class (self->names[side], color);
      self->lines[side] = gtk_label_new ("");
      gtk_label_set_xalign (GTK_LABEL (self->lines[side]), 0.0f);
      gtk_label_set_wrap (GTK_LABEL (self->lines[side]), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (self->lines[side]), PANGO_WRAP_WORD_CHAR);
      gtk_widget_add_css_class (self->lines[side], "worked-lines");
      gtk_box_append (GTK_BOX (working), self->names[side]);
      gtk_box_append (GTK_BOX (working), self->lines[side]);
      gtk_box_append (GTK_BOX (self->workings), working);
    }
}

/* ---- what they say ---- */

static GtkLabel *
cell_at (LabWorkedPicture *self, guint column, guint row)
{
  return GTK_LABEL (gtk_grid_get_child_at (GTK_GRID (self->table), (int) column, (int) row));
}

static void
embolden (PangoAttrList *list, guint from, guint to)
{
  PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

  bold->start_index = from;
  bold->end_index = to;
  pango_attr_list_insert (list, bold);
}

static void
set_class (GtkLabel *label, const char *class, gboolean has)
{
  if (has)
    gtk_widget_add_css_class (GTK_WIDGET (label), class);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (label), class);
}

/* @bold, @underlined: the target's derivative, and what the side says. */
static void
write_number (GtkLabel *label, const char *text, gboolean bold, gboolean underlined)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  if (bold || underlined)
    embolden (attributes, 0, G_MAXUINT);
  if (underlined)
    pango_attr_list_insert (attributes, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE));
  gtk_label_set_text (label, text);
  gtk_label_set_attributes (label, attributes);
}

static void
fill_column (LabWorkedPicture *self, const LabWorkedPictureData *data, guint side, guint which)
{
  const LabWorkedPictureSide *of = &data->sides[side];
  const double *values = which == LOGIT ? of->z : which == PROBABILITY ? of->p : of->dz;
  const int most = decimals_of (values, data->n_classes);
  const int decimals = which == PROBABILITY ? 3 : which == LOGIT && most > 1 ? 1 : most;

  for (guint k = 0; k < data->n_classes; k++)
    {
      GtkLabel *label = cell_at (self, 1 + N_NUMBERS * side + which, HEAD_ROWS + k);
      g_autofree char *text = values == NULL ? g_strdup (NOTHING) : number (values[k], decimals);
      /* Translators: what a number of the table is, for those who hear it: "Standard, p of digit
       * 5". */
      g_autofree char *meaning
          = g_strdup_printf (which == LOGIT         ? _ ("%s, z of %s %s")
                             : which == PROBABILITY ? _ ("%s, p of %s %s")
                                                    : _ ("%s, derivative for z of %s %s"),
                             of->name, data->noun, data->class_names[k]);

      write_number (label, text, which == DERIVATIVE && k == data->truth,
                    which == PROBABILITY && values != NULL && k == of->says);
      set_class (label, "target", k == data->truth);
      gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      meaning, -1);
    }
}

static void
fill_table (LabWorkedPicture *self, const LabWorkedPictureData *data)
{
  glong longest = 1;

  for (guint k = 0; k < data->n_classes; k++)
    longest = MAX (longest, g_utf8_strlen (data->class_names[k], -1));
  gtk_label_set_text (cell_at (self, 0, 1), data->noun);
  for (guint k = 0; k < data->n_classes; k++)
    {
      GtkLabel *label = cell_at (self, 0, HEAD_ROWS + k);
      const char *name = data->class_names[k];

      write_number (label, name, k == data->truth, FALSE);
      gtk_label_set_width_chars (label, (int) MIN (longest, SHORTEST));
      gtk_label_set_max_width_chars (label, (int) MIN (longest, LONGEST));
      /* Digits stand in the middle below their name, words at the left. */
      gtk_label_set_xalign (label, longest <= 2 ? 0.5f : 0.0f);
      gtk_widget_set_tooltip_text (GTK_WIDGET (label),
                                   g_utf8_strlen (name, -1) > LONGEST ? name : NULL);
      set_class (label, "target", k == data->truth);
    }
  for (guint side = 0; side < MIN (data->n_sides, (guint) TABLE_SIDES); side++)
    {
      gtk_label_set_text (cell_at (self, 1 + N_NUMBERS * side, 0), data->sides[side].name);
      for (guint which = 0; which < N_NUMBERS; which++)
        fill_column (self, data, side, which);
    }
}

/* Bold is a number after an equals sign with which a line, or its part up to a comma, ends. */
static PangoAttrList *
results_of (const char *text)
{
  PangoAttrList *list = pango_attr_list_new ();

  for (const char *equals = strstr (text, "= "); equals != NULL; equals = strstr (equals + 2, "= "))
    {
      const char *from = equals + 2, *to = from + strcspn (from, " ,\n");

      /* that is not the end of a comparison */
      if (to > from && *to != ' ' && (equals == text || strchr ("=<>!", equals[-1]) == NULL))
        embolden (list, (guint) (from - text), (guint) (to - text));
    }
  return list;
}

static void
write_side (LabWorkedPicture *self, const LabWorkedPictureData *data, guint side)
{
  const LabWorkedPictureSide *of = &data->sides[side];
  g_autofree char *lines = of->lines == NULL ? NULL : g_strjoinv ("\n", (char **) of->lines);
  g_autoptr (PangoAttrList) attributes = results_of (lines == NULL ? "" : lines);
  g_autofree char *sure = NULL, *says = NULL, *words = NULL;

  if (of->p == NULL)
    {
      says = g_strdup (NOTHING);
      words = g_strdup_printf ("%s: %s", of->name, NOTHING);
    }
  else
    {
      const char *answer = data->class_names[of->says];

      sure = g_strdup_printf ("%.0f\342\200\211%%", 100.0 * of->p[of->says]);
      /* Translators: beside a network's line: "says 5, 60 %" */
      says = g_markup_printf_escaped (_ ("says <b>%s</b>, %s"), answer, sure);
      /* Translators: "Standard says 6, 97 %" */
      words = g_strdup_printf (_ ("%s says %s, %s"), of->name, answer, sure);
    }
  gtk_label_set_markup (GTK_LABEL (self->says[side]), says);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->says[side]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words, -1);
  gtk_label_set_text (GTK_LABEL (self->names[side]), of->name);
  gtk_label_set_text (GTK_LABEL (self->lines[side]), lines == NULL ? "" : lines);
  gtk_label_set_attributes (GTK_LABEL (self->lines[side]), attributes);
  gtk_widget_set_visible (gtk_widget_get_parent (self->lines[side]),
                          lines != NULL && lines[0] != '\0');
}

/* "An 8", "An Ankle boot". */
static gboolean
begins_with_vowel (const char *name)
{
  return name[0] == '8' || g_str_equal (name, "11") || g_str_equal (name, "18")
         || strchr ("aeiouAEIOU", name[0]) != NULL;
}

static void
write_header (LabWorkedPicture *self, const LabWorkedPictureData *data)
{
  const char *name = data->class_names[data->truth];
  /* Translators: a picture of that class: "A 0 from the test set". English says "an" before some
   * names, in the second of these two texts; they may be the same. */
  g_autofree char *title
      = g_markup_printf_escaped (begins_with_vowel (name) ? _ ("<b>An %s</b> from the test set")
                                                          : _ ("<b>A %s</b> from the test set"),
                                 name);
  g_autofree char *place = lab_number_count (data->number);
  g_autofree char *epoch = lab_number_fixed (data->epoch, 1);
  /* Translators: "picture 183 at epoch 2.4" */
  g_autofree char *moment = g_strdup_printf (_ ("picture %s at epoch %s"), place, epoch);

  gtk_label_set_markup (GTK_LABEL (self->title), title);
  gtk_label_set_text (GTK_LABEL (self->moment), moment);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->thumbnail), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (GTK_LABEL (self->title)), -1);
}

void
lab_worked_picture_set_hint (LabWorkedPicture *self, const char *words)
{
  gtk_label_set_text (GTK_LABEL (self->hint),
                      words != NULL ? words : _ ("Train to see a picture worked in numbers"));
}

void
lab_worked_picture_set (LabWorkedPicture *self, const LabWorkedPictureData *data)
{
  const gsize size = data == NULL ? 0 : (gsize) data->picture.rows * data->picture.cols;

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), data == NULL ? "empty" : "picture");
  if (data == NULL)
    return;
  g_return_if_fail (data->n_sides <= LAB_MAX_STYLES && data->truth < data->n_classes);
  if (self->n_classes != data->n_classes || self->n_sides != data->n_sides)
    {
      make_table (self, data);
      make_sides (self, data->n_sides);
      self->n_classes = data->n_classes;
      self->n_sides = data->n_sides;
    }
  g_free (self->pixels);
  self->pixels = g_memdup2 (data->picture.pixels, size);
  self->picture = (LabPicture){ data->picture.rows, data->picture.cols, self->pixels };
  gtk_widget_queue_draw (self->thumbnail);
  write_header (self, data);
  gtk_widget_set_sensitive (self->previous, !data->first);
  gtk_widget_set_sensitive (self->next, !data->last);
  fill_table (self, data);
  for (guint side = 0; side < data->n_sides; side++)
    write_side (self, data, side);
  gtk_label_set_text (GTK_LABEL (self->conclusion),
                      data->conclusion == NULL ? "" : data->conclusion);
  gtk_widget_set_visible (self->conclusion, data->conclusion != NULL);
}

/* ---- the widget ---- */

static void
draw_thumbnail (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  LabWorkedPicture *self = data;

  if (self->pixels != NULL)
    lab_picture_draw (&self->picture, 0.0, 0.0, MIN (width, height),
                      lab_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ())),
                      cr);
}

static void
on_previous (LabWorkedPicture *self)
{
  g_signal_emit (self, signals[PREVIOUS], 0);
}

static void
on_next (LabWorkedPicture *self)
{
  g_signal_emit (self, signals[NEXT], 0);
}

static void
lab_worked_picture_finalize (GObject *object)
{
  g_free (LAB_WORKED_PICTURE (object)->pixels);
  G_OBJECT_CLASS (lab_worked_picture_parent_class)->finalize (object);
}

static void
lab_worked_picture_class_init (LabWorkedPictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lab_worked_picture_finalize;
  signals[PREVIOUS] = g_signal_new ("previous", LAB_TYPE_WORKED_PICTURE, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
  signals[NEXT] = g_signal_new ("next", LAB_TYPE_WORKED_PICTURE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/losslab/Losslab/ui/worked-picture.ui");
  gtk_widget_class_bind_template_child (widget_class, LabWorkedPicture, stack);
  gtk_widget_class_bind_template_child (widget_class, LabWorkedPicture, hint);
  gtk_widget_class_bind_template_child (widget_class, LabWorkedPicture, thumbnail);
  gtk_widget_class_bind_template_child (widget_class, LabWorkedPicture, title);
  gtk_widget_class_bind_template_child (widget_class, LabWorkedPicture, moment);
  gtk_widget_class_bind_template_child (widget_class, LabWorkedPicture, answers);
  gtk_widget_class_bind_template_child (widget_class, LabWorkedPicture, previous);
  gtk_widget_class_bind_template_child (widget_class, LabWorkedPicture, next);
  gtk_widget_class_bind_template_child (widget_class, LabWorkedPicture, table);
  gtk_widget_class_bind_template_child (widget_class, LabWorkedPicture, workings);
  gtk_widget_class_bind_template_child (widget_class, LabWorkedPicture, conclusion);
  gtk_widget_class_bind_template_callback (widget_class, on_previous);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
}

static void
lab_worked_picture_init (LabWorkedPicture *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lab_worked_picture_set_hint (self, NULL);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->thumbnail), draw_thumbnail, self, NULL);
}

GtkWidget *
lab_worked_picture_new (void)
{
  return g_object_new (LAB_TYPE_WORKED_PICTURE, NULL);
}
