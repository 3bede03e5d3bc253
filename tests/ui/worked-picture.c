/* SPDX-License-Identifier: MIT */
/* One picture in numbers: what stands in the table, what is said of it, and that it fits. */
#include "ui/widget/worked-picture.h"

#include "stage.h"

#include <math.h>
#include <string.h>

#define K    10
#define SIDE 28
#define THIN "\342\200\211"

static const char *const DIGITS[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };
static const char *const CLOTHES[]
    = { "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
        "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot" };
static const double Z[2][K] = { { 3.4, -2.9, 1.2, -0.9, -6.9, 4.5, 3.2, -4.2, -2.2, -5.2 },
                                { 2.4, -4.4, -0.2, -0.4, -4.9, 2.3, 0.5, -4.2, -2.0, -4.5 } };
static const double P[2][K] = { { 0.207, 0.0004, 0.022, 0.003, 0.0, 0.601, 0.166, 0.0, 0.001, 0.0 },
                                { 0.45, 0.0, 0.033, 0.027, 0.0, 0.412, 0.07, 0.001, 0.005, 0.0 } };
static const double DZ[2][K]
    = { { -0.793, 0.0004, 0.022, 0.003, 0.0, 0.601, 0.166, 0.0, 0.001, 0.0 },
        { -35.29, 0.03, 2.15, 1.72, 0.02, 26.43, 4.52, 0.04, 0.35, 0.03 } };
static const char *const STANDARD[] = { "-log(0.207) = 1.58", "∂L/∂z[0] = 0.207 − 1 = −0.793",
                                        "in the batch: ÷ 64 = −0.0124", NULL };
static const char *const CUSTOM[]
    = { "-91.8 * (1 − 0.450)^2 * log(0.450)", "= 91.8 * 0.303 * 0.800 = 22.2",
        "∂L/∂z[0] = −35.3, ÷ 64 = −0.55", NULL };
static const char *const NAMES[] = { "Standard", "Custom", "Third", "Fourth" };

static LabWorkedPictureData
worked (guint n_sides)
{
  static guint8 pixels[SIDE * SIDE];
  LabWorkedPictureData data = {
    .picture = { SIDE, SIDE, pixels },
    .number = 1183,
    .epoch = 2.4,
    .n_classes = K,
    .class_names = DIGITS,
    .noun = "digit",
    .n_sides = n_sides,
    .conclusion = "The custom loss pushes this picture’s 0 up 44 times as hard.",
  };

  /* A ring, so that a person who looks at it sees a 0. */
  for (int i = 0; i < SIDE * SIDE; i++)
    {
      const double x = (i % SIDE - 13.5) / 6.0, y = (i / SIDE - 13.5) / 9.0;

      pixels[i] = (guint8) (255.0 * MAX (1.0 - 3.0 * fabs (hypot (x, y) - 1.0), 0.0));
    }
  for (guint side = 0; side < MIN (n_sides, LAB_MAX_STYLES); side++)
    data.sides[side] = (LabWorkedPictureSide){ .name = NAMES[side],
                                               .z = Z[side % 2],
                                               .p = P[side % 2],
                                               .dz = DZ[side % 2],
                                               .says = side % 2 == 0 ? 5 : 0,
                                               .lines = side % 2 == 0 ? STANDARD : CUSTOM };
  return data;
}

static GtkWidget *window;

static LabWorkedPicture *
show (const LabWorkedPictureData *data, int width, int height)
{
  GtkWidget *part = lab_worked_picture_new ();

  lab_worked_picture_set (LAB_WORKED_PICTURE (part), data);
  window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (window), part);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  stage_wait (gtk_widget_get_mapped (part) && gtk_widget_get_width (part) > 0);
  gtk_test_widget_wait_for_draw (window);
  return LAB_WORKED_PICTURE (part);
}

static void
put_away (void)
{
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  stage_wait (window == NULL);
  stage_settle ();
}

static GtkLabel *
cell (LabWorkedPicture *self, int column, int row)
{
  GtkGrid *table = stage_find (self, GTK_TYPE_GRID, NULL);

  return GTK_LABEL (gtk_grid_get_child_at (table, column, row));
}

static void
assert_cell (LabWorkedPicture *self, int column, int row, const char *text)
{
  g_assert_cmpstr (gtk_label_get_text (cell (self, column, row)), ==, text);
}

/* The attributes of a label, as "0 10 weight bold" and the like. */
static char *
attributes (GtkLabel *label)
{
  PangoAttrList *list = gtk_label_get_attributes (label);

  return list == NULL ? g_strdup ("") : pango_attr_list_to_string (list);
}

static void
test_table (void)
{
  const LabWorkedPictureData data = worked (2);
  LabWorkedPicture *self = show (&data, 360, 800);
  g_autofree char *truth = NULL, *said = NULL, *other = NULL, *meaning = NULL;

  assert_cell (self, 0, 1, "digit");
  assert_cell (self, 1, 0, "Standard");
  assert_cell (self, 4, 0, "Custom");
  assert_cell (self, 1, 1, "z");
  assert_cell (self, 6, 1, "∂L/∂z");
  for (int k = 0; k < K; k++)
    {
      assert_cell (self, 0, 2 + k, DIGITS[k]);
      g_assert_cmpint (gtk_widget_has_css_class (GTK_WIDGET (cell (self, 3, 2 + k)), "target"), ==,
                       k == 0);
    }
  assert_cell (self, 1, 3, "−2.9");
  assert_cell (self, 2, 3, "0.000");
  assert_cell (self, 3, 2, "−0.793");
  assert_cell (self, 6, 2, "−35.29"); /* two decimals for the whole column */
  assert_cell (self, 6, 3, "0.03");
  truth = attributes (cell (self, 3, 2));
  g_assert_nonnull (strstr (truth, "weight bold"));
  g_assert_null (strstr (truth, "underline"));
  said = attributes (cell (self, 2, 7));
  g_assert_nonnull (strstr (said, "underline single"));
  other = attributes (cell (self, 2, 8));
  g_assert_cmpstr (other, ==, "");
  meaning = stage_description (cell (self, 5, 7));
  g_assert_cmpstr (meaning, ==, "Custom, p of digit 5");
  put_away ();
}

static void
test_words (void)
{
  const LabWorkedPictureData data = worked (3);
  LabWorkedPicture *self = show (&data, 360, 800);
  g_autofree char *name = NULL;

  g_assert_true (stage_says (self, "A 0 from the test set"));
  g_assert_true (stage_says (self, "picture 1,183 at epoch 2.4"));
  g_assert_true (stage_says (self, "says 5, 60" THIN "%"));
  g_assert_true (stage_says (self, "says 0, 45" THIN "%"));
  g_assert_true (stage_says (self, "in the batch: ÷ 64 = −0.0124"));
  g_assert_true (stage_says (self, "The custom loss pushes this picture’s 0 up 44 times as hard."));
  g_assert_nonnull (stage_find (self, GTK_TYPE_LABEL, "Standard says 5, 60" THIN "%"));
  g_assert_nonnull (stage_find (self, GTK_TYPE_LABEL, "Third says 5, 60" THIN "%"));
  name = stage_name (stage_find (self, GTK_TYPE_DRAWING_AREA, NULL));
  g_assert_cmpstr (name, ==, "A 0 from the test set");
  put_away ();
}

/* Bold is what comes out, and nothing that goes in. */
static void
test_results (void)
{
  static const struct
  {
    const char *line;
    const char *bold[3];
  } lines[] = {
    { "-log(0.207) = 1.58", { "1.58" } },
    { "-91.8 * (1 − 0.450)^2 * log(0.450)", { NULL } },
    { "= 91.8 * 0.303 * 0.800 = 22.2", { "22.2" } },
    { "∂L/∂z[0] = −35.3, ÷ 64 = −0.55", { "−35.3", "−0.55" } },
    { "∂L/∂z[0] = 0.207 − 1 = −0.793", { "−0.793" } },
    { "a = where(k == 4, 0, p^2)", { NULL } },
    { "", { NULL } },
    { "= ", { NULL } },
  };
  LabWorkedPictureData data = worked (1);
  LabWorkedPicture *self = show (&data, 360, 800);

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      const char *const both[] = { lines[i].line, "and so on", NULL };
      GtkLabel *label;
      g_autofree char *text = g_strconcat (lines[i].line, "\nand so on", NULL);
      g_autofree char *is = NULL;
      g_autoptr (GString) expected = g_string_new (NULL);
      const char *from = text;

      data.sides[0].lines = both;
      lab_worked_picture_set (self, &data);
      label = stage_find (self, GTK_TYPE_LABEL, text);
      g_assert_nonnull (label);
      for (guint b = 0; b < 3 && lines[i].bold[b] != NULL; b++)
        {
          from = strstr (from, lines[i].bold[b]);
          g_string_append_printf (expected, "%s%d %d weight bold", b > 0 ? "\n" : "",
                                  (int) (from - text),
                                  (int) (from - text + (int) strlen (lines[i].bold[b])));
        }
      is = attributes (label);
      g_assert_cmpstr (g_strstrip (is), ==, expected->str);
    }
  put_away ();
}

/* Numbers of any size, and what is none. */
static void
test_extremes (void)
{
  static double z[K] = { 1e6, -1e6, 0.0 }, p[K] = { (double) NAN, 1.0, 0.0 },
                dz[K] = { (double) NAN, -INFINITY, (double) INFINITY, 2e-10, -2e-10, 0.0 };
  LabWorkedPictureData data = worked (1);
  LabWorkedPicture *self;

  data.sides[0].z = z;
  data.sides[0].p = p;
  data.sides[0].dz = dz;
  self = show (&data, 360, 800);
  assert_cell (self, 1, 2, "1.0e+06");
  assert_cell (self, 1, 3, "−1.0e+06");
  assert_cell (self, 1, 4, "0");
  assert_cell (self, 2, 2, "NaN");
  assert_cell (self, 2, 3, "1.000");
  assert_cell (self, 3, 2, "NaN");
  assert_cell (self, 3, 3, "−∞");
  assert_cell (self, 3, 4, "∞");
  assert_cell (self, 3, 5, "2.0e-10");
  assert_cell (self, 3, 6, "−2.0e-10");
  put_away ();
}

/* Before there is anything, and of a side that has nothing yet. */
static void
test_nothing_yet (void)
{
  LabWorkedPictureData data = worked (2);
  LabWorkedPicture *self = show (NULL, 360, 400);

  g_assert_true (stage_says (self, "Train to see a picture worked in numbers"));
  data.sides[1] = (LabWorkedPictureSide){ .name = "Custom" };
  data.conclusion = NULL;
  lab_worked_picture_set (self, &data);
  g_assert_false (stage_says (self, "Train to see"));
  assert_cell (self, 5, 2, "–");
  g_assert_nonnull (stage_find (self, GTK_TYPE_LABEL, "Custom: –"));
  g_assert_false (stage_says (self, "∂L/∂z[0] = −35.3"));
  lab_worked_picture_set (self, NULL);
  g_assert_true (stage_says (self, "Train to see a picture worked in numbers"));
  put_away ();
}

/* Another picture, dataset and number of sides: what was there before is gone. */
static void
test_again (void)
{
  LabWorkedPictureData data = worked (4);
  LabWorkedPicture *self = show (&data, 360, 800);

  data = worked (1);
  data.n_classes = 3;
  data.truth = 2;
  lab_worked_picture_set (self, &data);
  g_assert_false (stage_says (self, "Custom"));
  g_assert_true (cell (self, 4, 2) == NULL);
  g_assert_true (cell (self, 0, 5) == NULL);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (cell (self, 0, 4)), "target"));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (cell (self, 0, 2)), "target"));
  data = worked (1);
  data.class_names = CLOTHES;
  data.noun = "class";
  data.truth = 9;
  lab_worked_picture_set (self, &data);
  g_assert_true (stage_says (self, "An Ankle boot from the test set"));
  assert_cell (self, 0, 1, "class");
  assert_cell (self, 0, 2, "T-shirt/top");
  data.truth = 5;
  lab_worked_picture_set (self, &data);
  g_assert_true (stage_says (self, "A Sandal from the test set"));
  data = worked (1);
  data.truth = 8;
  lab_worked_picture_set (self, &data);
  g_assert_true (stage_says (self, "An 8 from the test set"));
  put_away ();
}

static void
count (LabWorkedPicture *self, gpointer data)
{
  ++*(guint *) data;
}

static void
test_previous_and_next (void)
{
  LabWorkedPictureData data = worked (2);
  LabWorkedPicture *self = show (&data, 360, 800);
  GtkWidget *previous = stage_button (self, "Previous picture");
  GtkWidget *next = stage_button (self, "Next picture");
  guint back = 0, on = 0;

  g_signal_connect (self, "previous", G_CALLBACK (count), &back);
  g_signal_connect (self, "next", G_CALLBACK (count), &on);
  g_assert_true (gtk_widget_grab_focus (next));
  g_assert_true (gtk_widget_activate (next));
  stage_wait (on == 1);
  stage_click (previous);
  g_assert_cmpuint (back, ==, 1);
  data.first = TRUE;
  lab_worked_picture_set (self, &data);
  g_assert_false (gtk_widget_get_sensitive (previous));
  g_assert_true (gtk_widget_get_sensitive (next));
  data.first = FALSE;
  data.last = TRUE;
  lab_worked_picture_set (self, &data);
  g_assert_true (gtk_widget_get_sensitive (previous));
  g_assert_false (gtk_widget_get_sensitive (next));
  put_away ();
}

/* In a narrow panel nothing lies beyond its right edge, and what is too high scrolls. */
static void
test_fits (void)
{
  for (guint n = 1; n <= 4; n++)
    {
      LabWorkedPictureData data = worked (n);
      LabWorkedPicture *self = show (&data, 300, 300);
      GtkScrolledWindow *scrolled = stage_find (self, GTK_TYPE_SCROLLED_WINDOW, NULL);
      GtkAdjustment *across = gtk_scrolled_window_get_hadjustment (scrolled);
      GtkAdjustment *down = gtk_scrolled_window_get_vadjustment (scrolled);

      for (guint names = 0; names < 2; names++)
        {
          data.class_names = names == 0 ? DIGITS : CLOTHES;
          data.noun = names == 0 ? "digit" : "class";
          data.truth = names == 0 ? 0 : 9;
          lab_worked_picture_set (self, &data);
          gtk_test_widget_wait_for_draw (window);
          g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self)), ==, 300);
          g_assert_cmpfloat (gtk_adjustment_get_upper (across), <=,
                             gtk_adjustment_get_page_size (across));
          g_assert_cmpfloat (gtk_adjustment_get_upper (down), >,
                             gtk_adjustment_get_page_size (down));
        }
      put_away ();
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GtkCssProvider) style = NULL;

  stage_init (&argc, &argv);
  style = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (style, "/org/losslab/Losslab/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_test_add_func ("/worked-picture/table", test_table);
  g_test_add_func ("/worked-picture/words", test_words);
  g_test_add_func ("/worked-picture/results", test_results);
  g_test_add_func ("/worked-picture/extremes", test_extremes);
  g_test_add_func ("/worked-picture/nothing-yet", test_nothing_yet);
  g_test_add_func ("/worked-picture/again", test_again);
  g_test_add_func ("/worked-picture/previous-and-next", test_previous_and_next);
  g_test_add_func ("/worked-picture/fits", test_fits);
  return g_test_run ();
}
