/* SPDX-License-Identifier: MIT */
/* The palette of VISUAL.md, and that what is written on it can be read. */
#include "canvas.h"

#include <math.h>
#include <string.h>

#define STEPS 1000

typedef struct
{
  guint32 background, text, secondary, counts[2], fewer, same, more, runs[LAB_MAX_STYLES];
  double grid, axis, band; /* opacities of black or white */
} Palette;

static const Palette PALETTES[] = {
  { 0xffffff,
    0x2e2e33,
    0x5e5c64,
    { 0xffffff, 0x3d3846 },
    0x1a5fb4,
    0xffffff,
    0xc64600,
    { 0x1a5fb4, 0xc64600, 0x0f7b6c, 0x241f31 },
    0.09,
    0.35,
    0.14 },
  { 0x363636,
    0xffffff,
    0xc0bfbc,
    { 0x363636, 0xf6f5f4 },
    0x78aeed,
    0x363636,
    0xffa348,
    { 0x78aeed, 0xffa348, 0x2ec4b6, 0xf6f5f4 },
    0.10,
    0.35,
    0.20 },
};

static void
test_palette (void)
{
  for (guint dark = 0; dark < 2; dark++)
    {
      const LabTheme *theme = lab_theme_get (dark);
      const Palette *palette = &PALETTES[dark];

      g_assert_cmpint (theme->dark, ==, dark);
      g_assert_true (!theme->text_free);
      g_assert_cmphex (canvas_color (&theme->background), ==, palette->background);
      g_assert_cmphex (canvas_color (&theme->text), ==, palette->text);
      g_assert_cmphex (canvas_color (&theme->secondary), ==, palette->secondary);
      g_assert_cmphex (canvas_color (&theme->counts[0]), ==, palette->counts[0]);
      g_assert_cmphex (canvas_color (&theme->counts[1]), ==, palette->counts[1]);
      g_assert_cmphex (canvas_color (&theme->fewer), ==, palette->fewer);
      g_assert_cmphex (canvas_color (&theme->same), ==, palette->same);
      g_assert_cmphex (canvas_color (&theme->more), ==, palette->more);
      g_assert_cmphex (canvas_color (&theme->grid), ==, dark ? 0xffffff : 0x000000);
      g_assert_cmphex (canvas_color (&theme->axis), ==, dark ? 0xffffff : 0x000000);
      g_assert_cmpfloat (theme->grid.alpha, ==, palette->grid);
      g_assert_cmpfloat (theme->axis.alpha, ==, palette->axis);
      g_assert_cmpfloat (theme->band, ==, palette->band);
      for (guint run = 0; run < LAB_MAX_STYLES; run++)
        {
          g_assert_cmphex (canvas_color (&theme->runs[run].color), ==, palette->runs[run]);
          g_assert_cmpfloat (theme->runs[run].color.alpha, ==, 1.0);
        }
    }
}

static void
test_run_styles (void)
{
  static const struct
  {
    double dash[4];
    int n_dash;
    LabMarker marker;
    gboolean filled;
  } styles[] = {
    { { 0.0 }, 0, LAB_MARKER_DISC, TRUE },
    { { 7.0, 4.0 }, 2, LAB_MARKER_DIAMOND, FALSE },
    { { 2.0, 3.0 }, 2, LAB_MARKER_SQUARE, TRUE },
    { { 9.0, 3.0, 2.0, 3.0 }, 4, LAB_MARKER_TRIANGLE, TRUE },
  };

  for (guint dark = 0; dark < 2; dark++)
    for (guint run = 0; run < LAB_MAX_STYLES; run++)
      {
        const LabRunStyle *style = &lab_theme_get (dark)->runs[run];

        g_assert_cmpint (style->n_dash, ==, styles[run].n_dash);
        for (int i = 0; i < style->n_dash; i++)
          g_assert_cmpfloat (style->dash[i], ==, styles[run].dash[i]);
        g_assert_cmpint (style->marker, ==, styles[run].marker);
        g_assert_cmpint (style->filled, ==, styles[run].filled);
      }
}

/* Values of WCAG 2.1, and of its own examples. */
static void
test_contrast (void)
{
  const LabColor black = { 0.0, 0.0, 0.0, 1.0 }, white = { 1.0, 1.0, 1.0, 1.0 };
  const LabColor grey = { 0x77 / 255.0, 0x77 / 255.0, 0x77 / 255.0, 1.0 };

  g_assert_cmpfloat_with_epsilon (lab_color_contrast (&black, &white), 21.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (lab_color_contrast (&white, &black), 21.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (lab_color_contrast (&grey, &grey), 1.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (lab_color_contrast (&grey, &white), 4.48, 0.01);
}

static void
assert_legible (const LabTheme *theme, LabColor ground)
{
  for (int quiet = 0; quiet < 2; quiet++)
    {
      const LabColor text = lab_theme_text_on (theme, &ground, quiet);

      g_assert_cmpfloat (lab_color_contrast (&text, &ground), >=, 4.5);
      g_assert_cmpfloat (text.alpha, ==, 1.0);
      if (!quiet)
        g_assert_true (canvas_color (&text) == 0x000000 || canvas_color (&text) == 0xffffff);
    }
}

static void
test_text_on_ramps (void)
{
  for (guint dark = 0; dark < 2; dark++)
    for (int step = -STEPS; step <= STEPS; step++)
      {
        const LabTheme *theme = lab_theme_get (dark);

        assert_legible (theme, lab_theme_count (theme, MAX (step, 0) / (double) STEPS));
        assert_legible (theme, lab_theme_change (theme, step / (double) STEPS));
      }
}

/* Text and lines on the plots' ground: WCAG asks for 4.5 and 3. */
static void
test_on_background (void)
{
  for (guint dark = 0; dark < 2; dark++)
    {
      const LabTheme *theme = lab_theme_get (dark);

      g_assert_cmpfloat (lab_color_contrast (&theme->text, &theme->background), >=, 4.5);
      g_assert_cmpfloat (lab_color_contrast (&theme->secondary, &theme->background), >=, 4.5);
      for (guint run = 0; run < LAB_MAX_STYLES; run++)
        g_assert_cmpfloat (lab_color_contrast (&theme->runs[run].color, &theme->background), >=,
                           3.0);
    }
}

static double
distance (const LabColor *a, const LabColor *b)
{
  return fabs (a->red - b->red) + fabs (a->green - b->green) + fabs (a->blue - b->blue);
}

/* Ramps go one way, with the root of the value, and keep to their ends. */
static void
test_ramps (void)
{
  for (guint dark = 0; dark < 2; dark++)
    {
      const LabTheme *theme = lab_theme_get (dark);
      const LabColor none = lab_theme_count (theme, 0.0), most = lab_theme_count (theme, 1.0);
      const LabColor same = lab_theme_change (theme, 0.0), fewer = lab_theme_change (theme, -1.0),
                     more = lab_theme_change (theme, 1.0);
      const LabColor beyond = lab_theme_count (theme, 7.0), below = lab_theme_count (theme, -7.0),
                     far_more = lab_theme_change (theme, 7.0);
      double before = -1.0;

      g_assert_cmphex (canvas_color (&none), ==, canvas_color (&theme->counts[0]));
      g_assert_cmphex (canvas_color (&most), ==, canvas_color (&theme->counts[1]));
      g_assert_cmphex (canvas_color (&same), ==, canvas_color (&theme->same));
      g_assert_cmphex (canvas_color (&fewer), ==, canvas_color (&theme->fewer));
      g_assert_cmphex (canvas_color (&more), ==, canvas_color (&theme->more));
      g_assert_cmphex (canvas_color (&beyond), ==, canvas_color (&theme->counts[1]));
      g_assert_cmphex (canvas_color (&below), ==, canvas_color (&theme->counts[0]));
      g_assert_cmphex (canvas_color (&far_more), ==, canvas_color (&theme->more));
      for (int step = 0; step <= STEPS; step++)
        {
          const double fraction = step / (double) STEPS;
          const LabColor count = lab_theme_count (theme, fraction),
                         change = lab_theme_change (theme, -fraction);

          g_assert_cmpfloat (distance (&count, &none), >, before);
          before = distance (&count, &none);
          g_assert_cmpfloat_with_epsilon (before, sqrt (fraction) * distance (&most, &none), 1e-9);
          g_assert_cmpfloat_with_epsilon (distance (&change, &same),
                                          sqrt (fraction) * distance (&fewer, &same), 1e-9);
        }
    }
}

/* A marker has its run's colour in it and stays within its size; its middle is the run's or, for a
 * hollow one, the background. */
static void
test_markers (void)
{
  for (guint dark = 0; dark < 2; dark++)
    for (guint run = 0; run < LAB_MAX_STYLES; run++)
      {
        const LabTheme *theme = lab_theme_get (dark);
        const guint32 color = canvas_color (&theme->runs[run].color),
                      ground = canvas_color (&theme->background);
        Canvas canvas = canvas_new (60, 60, theme);

        lab_theme_draw_marker (theme, run, 30.0, 30.0, 24.0, canvas.cr);
        g_assert_cmpint (cairo_status (canvas.cr), ==, CAIRO_STATUS_SUCCESS);
        g_assert_cmpuint (canvas_count (&canvas, color), >, 50);
        g_assert_cmphex (canvas_pixel (&canvas, 30, 30), ==,
                         theme->runs[run].filled ? color : ground);
        for (int i = 0; i < 60; i++)
          {
            g_assert_cmphex (canvas_pixel (&canvas, i, 5), ==, ground);
            g_assert_cmphex (canvas_pixel (&canvas, i, 54), ==, ground);
            g_assert_cmphex (canvas_pixel (&canvas, 5, i), ==, ground);
            g_assert_cmphex (canvas_pixel (&canvas, 54, i), ==, ground);
          }
        canvas_clear (&canvas);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/theme/palette", test_palette);
  g_test_add_func ("/theme/run-styles", test_run_styles);
  g_test_add_func ("/theme/contrast", test_contrast);
  g_test_add_func ("/theme/text-on-ramps", test_text_on_ramps);
  g_test_add_func ("/theme/on-background", test_on_background);
  g_test_add_func ("/theme/ramps", test_ramps);
  g_test_add_func ("/theme/markers", test_markers);
  return g_test_run ();
}
