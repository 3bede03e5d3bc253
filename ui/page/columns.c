/* SPDX-License-Identifier: MIT */
#include "columns.h"

#include "ui/widget/plot.h"

#include <math.h>

#define GAP 16

static double
text_px_of (GtkWidget *row)
{
  GtkWidget *column = gtk_widget_get_first_child (row);

  return lab_plot_get_text_px (LAB_PLOT (gtk_widget_get_last_child (column)));
}

static guint
n_shown (GtkWidget *row)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += gtk_widget_should_layout (child) ? 1 : 0;
  return n;
}

static void
allocate_row (GtkWidget *row, int width, int height, int baseline)
{
  const guint n = n_shown (row);
  /* All matrices are equally wide; the first one's column has the name of the rows' axis too. */
  const int extra = n > 1 ? (int) ceil (lab_matrix_title_room (text_px_of (row))) : 0;
  const int share = (width - extra + GAP) / (int) MAX (n, 1u) - GAP;
  int x = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      {
        const int wide = MAX (share + (x == 0 ? extra : 0), 1);

        gtk_widget_size_allocate (child, &(GtkAllocation){ x, 0, wide, height }, baseline);
        x += wide + GAP;
      }
}

/* The header begins and ends where the cells do. */
static void
allocate_column (GtkWidget *column, int width, int height, int baseline)
{
  GtkWidget *header = gtk_widget_get_first_child (column),
            *plot = gtk_widget_get_last_child (column);
  int least = 0, top = 0, left, right;

  if (gtk_widget_should_layout (header))
    gtk_widget_measure (header, GTK_ORIENTATION_VERTICAL, -1, &top, NULL, NULL, NULL);
  gtk_widget_size_allocate (plot, &(GtkAllocation){ 0, top, width, MAX (height - top, 1) }, -1);
  if (top == 0)
    return;
  lab_plot_get_area (LAB_PLOT (plot), &left, &right);
  gtk_widget_measure (header, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_size_allocate (header, &(GtkAllocation){ left, 0, MAX (right - left, least), top },
                            -1);
}

static void
measure_column (GtkWidget *column, GtkOrientation orientation, int for_size, int *minimum,
                int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (column); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least, usual;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, orientation, -1, &least, &usual, NULL, NULL);
      *minimum = orientation == GTK_ORIENTATION_VERTICAL ? *minimum + least : MAX (*minimum, least);
      *natural = orientation == GTK_ORIENTATION_VERTICAL ? *natural + usual : MAX (*natural, usual);
    }
}

static void
measure_row (GtkWidget *row, GtkOrientation orientation, int for_size, int *minimum, int *natural,
             int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least, usual;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, orientation, -1, &least, &usual, NULL, NULL);
      if (orientation == GTK_ORIENTATION_VERTICAL)
        {
          *minimum = MAX (*minimum, least);
          *natural = MAX (*natural, usual);
        }
      else
        {
          *minimum += least + GAP;
          *natural += usual + GAP;
        }
    }
}

GtkLayoutManager *
lab_columns_layout_row (void)
{
  return gtk_custom_layout_new (NULL, measure_row, allocate_row);
}

GtkLayoutManager *
lab_columns_layout_column (void)
{
  return gtk_custom_layout_new (NULL, measure_column, allocate_column);
}
