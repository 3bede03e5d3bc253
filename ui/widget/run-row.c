/* SPDX-License-Identifier: MIT */
#include "run-row.h"

#include "run-columns.h"
#include "run-heading.h"

#include <glib/gi18n.h>

#define MARGIN  12 /* at both ends, and between columns */
#define PADDING 5  /* above and below */
#define FAINT   0.6f

struct _LabRunRow
{
  GtkWidget parent_instance;
  LabRunItem *run; /* (nullable) */
  GtkWidget *tick;
  GtkWidget *pin;                         /* (nullable) */
  GtkWidget *headings[LAB_N_RUN_COLUMNS]; /* NULL: a run's row */
  int tick_width;
  gboolean measured; /* the font */
  int char_width;
  int line_height;
  int caption_height;
  int left[LAB_N_RUN_COLUMNS];
  int width[LAB_N_RUN_COLUMNS]; /* 0: left out */
};

G_DEFINE_FINAL_TYPE (LabRunRow, lab_run_row, GTK_TYPE_WIDGET)

static const LabSummary *
get_summary (LabRunRow *self)
{
  return lab_run_item_get_summary (self->run);
}

/* Returns: (transfer full) (nullable) */
static char *
dup_more (LabRunRow *self, guint i)
{
  const LabRunColumn *column = &lab_run_columns[i];
  g_autofree char *more = column->more == NULL ? NULL : column->more (get_summary (self));

  return more == NULL || *more == '\0' ? NULL : g_steal_pointer (&more);
}

/* ---- text ---- */

static PangoLayout *
set_text (LabRunRow *self, const char *text, gboolean caption)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  if (caption)
    pango_attr_list_insert (attributes, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  return layout;
}

static void
measure_font (LabRunRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr (PangoLayout) line = set_text (self, "Xg", FALSE);
  g_autoptr (PangoLayout) caption = set_text (self, "Xg", TRUE);
  PangoFontMetrics *metrics
      = pango_context_get_metrics (gtk_widget_get_pango_context (widget), NULL, NULL);

  self->char_width = PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_char_width (metrics));
  pango_font_metrics_unref (metrics);
  pango_layout_get_pixel_size (line, NULL, &self->line_height);
  pango_layout_get_pixel_size (caption, NULL, &self->caption_height);
  self->measured = TRUE;
}

/* ---- room ---- */

/* Columns of the greatest rank go until the rest has room; the first two share what is left over.
 */
static void
place_columns (LabRunRow *self, int width)
{
  const int room = width - 2 * MARGIN - self->tick_width;
  int x = MARGIN + self->tick_width;
  int over = 0;
  guint rank;

  for (rank = 0; rank < LAB_N_RUN_COLUMNS; rank++)
    {
      int wanted = 0;

      for (guint i = 0; i < LAB_N_RUN_COLUMNS; i++)
        if (lab_run_columns[i].rank <= rank)
          wanted += MARGIN + self->char_width * lab_run_columns[i].chars;
      if (wanted > room)
        break;
      over = room - wanted;
    }
  for (guint i = 0; i < LAB_N_RUN_COLUMNS; i++)
    {
      const LabRunColumn *column = &lab_run_columns[i];

      self->width[i] = column->rank < rank ? self->char_width * column->chars : 0;
      if (column->rank == 0)
        self->width[i] = rank == 0 ? room - MARGIN : self->width[i] + over - over / 3;
      else if (column->rank == 1 && rank > 1)
        self->width[i] += over / 3;
      self->left[i] = x + MARGIN;
      if (self->width[i] > 0)
        x += MARGIN + self->width[i];
    }
}

static void
lab_run_row_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (lab_run_row_parent_class)->css_changed (widget, change);
  LAB_RUN_ROW (widget)->measured = FALSE;
}

static void
lab_run_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  LabRunRow *self = LAB_RUN_ROW (widget);
  int tick;

  if (!self->measured)
    measure_font (self);
  gtk_widget_measure (self->tick, GTK_ORIENTATION_HORIZONTAL, -1, &tick, NULL, NULL, NULL);
  *minimum = *natural
      = orientation == GTK_ORIENTATION_HORIZONTAL
            ? 2 * MARGIN + tick + MARGIN + self->char_width * lab_run_columns[0].chars
        : self->headings[0] != NULL ? self->line_height + 2 * PADDING
                                    : self->line_height + self->caption_height + 2 * PADDING;
}

/* What a heading has around its words, for the pointer, is between the columns. */
static void
place_headings (LabRunRow *self, int height)
{
  for (guint i = 0; i < LAB_N_RUN_COLUMNS && self->headings[i] != NULL; i++)
    {
      gtk_widget_set_child_visible (self->headings[i], self->width[i] > 0);
      if (self->width[i] > 0)
        {
          int least;

          gtk_widget_measure (self->headings[i], GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL,
                              NULL);
          gtk_widget_size_allocate (self->headings[i],
                                    &(GtkAllocation){ self->left[i] - MARGIN / 2, 0,
                                                      MAX (least, self->width[i] + MARGIN),
                                                      height },
                                    -1);
        }
    }
}

static void
lab_run_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  LabRunRow *self = LAB_RUN_ROW (widget);
  int tick_height;

  gtk_widget_measure (self->tick, GTK_ORIENTATION_HORIZONTAL, -1, &self->tick_width, NULL, NULL,
                      NULL);
  gtk_widget_measure (self->tick, GTK_ORIENTATION_VERTICAL, -1, &tick_height, NULL, NULL, NULL);
  place_columns (self, width);
  place_headings (self, height);
  gtk_widget_size_allocate (
      self->tick,
      &(GtkAllocation){ MARGIN, (height - tick_height) / 2, self->tick_width, tick_height }, -1);
  if (self->pin != NULL && gtk_widget_get_visible (self->pin))
    {
      int side;

      gtk_widget_measure (self->pin, GTK_ORIENTATION_HORIZONTAL, -1, &side, NULL, NULL, NULL);
      gtk_widget_size_allocate (self->pin,
                                &(GtkAllocation){ self->left[0] + self->width[0] - side,
                                                  (height - side) / 2, side, side },
                                -1);
    }
}

/* ---- drawing ---- */

static void
draw (LabRunRow *self, GtkSnapshot *snapshot, guint i, PangoLayout *layout, int y, float alpha)
{
  const gboolean pinned = i == 0 && self->pin != NULL && gtk_widget_get_visible (self->pin);
  const int room = self->width[i] - (pinned ? gtk_widget_get_width (self->pin) + 6 : 0);
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  color.alpha *= alpha;
  pango_layout_set_width (layout, room * PANGO_SCALE);
  if (lab_run_columns[i].number)
    pango_layout_set_alignment (layout, PANGO_ALIGN_RIGHT);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) self->left[i], (float) y));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

/* A line in the middle, or two. */
static void
draw_cell (LabRunRow *self, GtkSnapshot *snapshot, guint i)
{
  const LabRunColumn *column = &lab_run_columns[i];
  g_autofree char *text = column->text (get_summary (self));
  g_autofree char *more = dup_more (self, i);
  g_autoptr (PangoLayout) layout = set_text (self, text, FALSE);
  const int below = more == NULL ? 0 : self->caption_height;
  const int top = (gtk_widget_get_height (GTK_WIDGET (self)) - self->line_height - below) / 2;

  draw (self, snapshot, i, layout, top, 1.0f);
  if (more != NULL)
    {
      g_autoptr (PangoLayout) line = set_text (self, more, TRUE);

      draw (self, snapshot, i, line, top + self->line_height, FAINT);
    }
}

static void
lab_run_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LabRunRow *self = LAB_RUN_ROW (widget);

  for (guint i = 0; i < LAB_N_RUN_COLUMNS; i++)
    if (self->run != NULL && self->width[i] > 0)
      draw_cell (self, snapshot, i);
  GTK_WIDGET_CLASS (lab_run_row_parent_class)->snapshot (widget, snapshot);
}

/* ---- what the pointer and assistive tools are told ---- */

static gboolean
fits (LabRunRow *self, guint i, const char *text, gboolean caption)
{
  g_autoptr (PangoLayout) layout = set_text (self, text, caption);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width <= self->width[i];
}

/* Returns: (transfer full) (nullable): what there is to read of a column and no room for. */
static char *
rest_of (LabRunRow *self, guint i)
{
  const LabRunColumn *column = &lab_run_columns[i];
  g_autofree char *text = column->text (get_summary (self));
  g_autofree char *more = dup_more (self, i);

  if (column->tip != NULL)
    return column->tip (get_summary (self));
  if (fits (self, i, text, FALSE) && (more == NULL || fits (self, i, more, TRUE)))
    return NULL;
  return g_strconcat (text, more == NULL ? "" : "\n", more, NULL);
}

static gboolean
on_tooltip (LabRunRow *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  for (guint i = 0; self->run != NULL && i < LAB_N_RUN_COLUMNS; i++)
    if (x >= self->left[i] && x < self->left[i] + self->width[i])
      {
        g_autofree char *rest = rest_of (self, i);

        gtk_tooltip_set_text (tooltip, rest);
        return rest != NULL;
      }
  return FALSE;
}

/* GTK gives rows no name. A row is in the list's own once it is on the screen. */
static void
name_row (LabRunRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *words = NULL, *ticked = NULL;

  if (parent == NULL || self->run == NULL)
    return;
  words = lab_run_columns_words (get_summary (self));
  /* Translators: a run in words, as one that was ticked */
  ticked = lab_run_item_is_ticked (self->run) ? g_strdup_printf (_ ("%s, chosen"), words) : NULL;
  gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  ticked != NULL ? ticked : words, -1);
}

/* ---- the run ---- */

static void
on_changed (LabRunRow *self)
{
  const gboolean pinned = get_summary (self)->pinned;

  if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->tick))
      != lab_run_item_is_ticked (self->run))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->tick), lab_run_item_is_ticked (self->run));
  if (pinned && self->pin == NULL)
    {
      self->pin = gtk_image_new_from_icon_name ("view-pin-symbolic");
      gtk_widget_set_parent (self->pin, GTK_WIDGET (self));
    }
  if (self->pin != NULL)
    gtk_widget_set_visible (self->pin, pinned);
  name_row (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_run (LabRunRow *self, LabRunItem *run)
{
  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_set_object (&self->run, run);
  if (run != NULL)
    {
      g_signal_connect_swapped (run, "changed", G_CALLBACK (on_changed), self);
      on_changed (self);
    }
}

/* ---- life ---- */

static void
lab_run_row_dispose (GObject *object)
{
  LabRunRow *self = LAB_RUN_ROW (object);

  set_run (self, NULL);
  g_clear_pointer (&self->tick, gtk_widget_unparent);
  g_clear_pointer (&self->pin, gtk_widget_unparent);
  for (guint i = 0; i < LAB_N_RUN_COLUMNS; i++)
    g_clear_pointer (&self->headings[i], gtk_widget_unparent);
  G_OBJECT_CLASS (lab_run_row_parent_class)->dispose (object);
}

static void
lab_run_row_class_init (LabRunRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lab_run_row_dispose;
  widget_class->css_changed = lab_run_row_css_changed;
  widget_class->measure = lab_run_row_measure;
  widget_class->size_allocate = lab_run_row_size_allocate;
  widget_class->snapshot = lab_run_row_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
lab_run_row_init (LabRunRow *self)
{
  self->tick = gtk_check_button_new ();
  /* By the keyboard it is the row's Space. */
  gtk_widget_set_can_focus (self->tick, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->tick), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Choose"), -1);
  gtk_widget_set_parent (self->tick, GTK_WIDGET (self));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_tooltip), NULL);
  g_signal_connect (self, "map", G_CALLBACK (name_row), NULL);
}

GtkWidget *
lab_run_row_new_headings (LabRunList *list)
{
  LabRunRow *self
      = g_object_new (LAB_TYPE_RUN_ROW, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);

  gtk_widget_set_child_visible (self->tick, FALSE); /* it keeps its room */
  for (guint i = 0; i < LAB_N_RUN_COLUMNS; i++)
    {
      self->headings[i] = lab_run_heading_new (&lab_run_columns[i], list);
      gtk_widget_set_parent (self->headings[i], GTK_WIDGET (self));
    }
  return GTK_WIDGET (self);
}

LabRunItem *
lab_run_row_get_run (GtkWidget *child)
{
  GtkWidget *row = gtk_widget_get_first_child (child);

  return LAB_IS_RUN_ROW (row) ? LAB_RUN_ROW (row)->run : NULL;
}

/* ---- the factory ---- */

static void
on_toggled (GtkCheckButton *tick, GtkListItem *item)
{
  LabRunRow *self = LAB_RUN_ROW (gtk_list_item_get_child (item));
  LabRunList *list = g_object_get_data (G_OBJECT (item), "lab-list");

  if (self->run != NULL)
    lab_run_list_tick (list, gtk_list_item_get_position (item), gtk_check_button_get_active (tick));
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *item, LabRunList *list)
{
  LabRunRow *self = g_object_new (LAB_TYPE_RUN_ROW, NULL);

  g_object_set_data (G_OBJECT (item), "lab-list", list);
  g_signal_connect (self->tick, "toggled", G_CALLBACK (on_toggled), item);
  gtk_list_item_set_child (item, GTK_WIDGET (self));
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *item)
{
  set_run (LAB_RUN_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *item)
{
  set_run (LAB_RUN_ROW (gtk_list_item_get_child (item)), NULL);
}

GtkListItemFactory *
lab_run_row_new_factory (LabRunList *list)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), list);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  return factory;
}
