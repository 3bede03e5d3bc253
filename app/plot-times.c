/* SPDX-License-Identifier: MIT */
#include "plot-times.h"

#include "core/random.h"
#include "ui/plot/curve-layer.h"

#include <math.h>
#include <stdlib.h>

#define N_SIDES 4u
#define N_STEPS 1000000u
#define N_NEW   64u /* steps from frame to frame */
#define WIDTH   700
#define HEIGHT  300
#define FRAMES  21u

struct _LabPlotTimes
{
  LabRecords records;
  double means[N_SIDES][2]; /* the fading sums of losses, and of ones */
};

/* Losses as training has them: they fall, and scatter from batch to batch. */
static void
add_steps (LabPlotTimes *self, guint64 n)
{
  const double fade = exp2 (-1.0 / 40.0); /* as a trainer's */

  for (guint side = 0; side < N_SIDES; side++)
    {
      LabRun *run = self->records.runs[side];
      const guint64 from = lab_series_count (run->loss), to = MIN (from + n, run->n_steps);
      double *mean = self->means[side];
      LabRandom random;

      lab_random_init (&random, from, LAB_STREAM_NOISE, side);
      for (guint64 i = from; i < to; i++)
        {
          const double level = 0.05 + 0.02 * side + 1.5 / (1.0 + 1e-4 * (double) i);
          const double loss = level * exp ((double) lab_random_uniform (&random) - 0.5);

          mean[0] = fade * mean[0] + (1.0 - fade) * loss;
          mean[1] = fade * mean[1] + (1.0 - fade);
          lab_run_add_loss (run, (float) loss, (float) (mean[0] / mean[1]));
        }
    }
}

static void
clear_runs (LabPlotTimes *self)
{
  for (guint i = 0; i < N_SIDES; i++)
    g_clear_pointer (&self->records.runs[i], lab_run_unref);
}

/* With room for a quarter more. */
static void
make_runs (LabPlotTimes *self)
{
  g_autoptr (LabSpec) spec = lab_spec_new ();

  clear_runs (self);
  for (guint i = 0; i < N_SIDES; i++)
    self->records.runs[i]
        = lab_run_new (spec, i, self->records.dataset->n_classes, 5 * N_STEPS / 4 / spec->epochs);
  add_steps (self, N_STEPS);
}

LabPlotTimes *
lab_plot_times_new (LabDataset *dataset)
{
  LabPlotTimes *self = g_new0 (LabPlotTimes, 1);

  self->records = (LabRecords){ .n_runs = N_SIDES, .dataset = lab_dataset_ref (dataset) };
  make_runs (self);
  return self;
}

void
lab_plot_times_free (LabPlotTimes *self)
{
  if (self == NULL)
    return;
  clear_runs (self);
  lab_dataset_unref (self->records.dataset);
  g_free (self);
}

static gint64
draw_frame (const LabPlotTimes *self, gboolean empty, LabCurveLayer *layer, cairo_t *cr)
{
  const gint64 start = g_get_monotonic_time ();
  LabChartOptions options = LAB_CHART_OPTIONS_INIT;
  g_autoptr (LabChart) chart = NULL;

  options.hidden = empty ? (1u << N_SIDES) - 1 : 0;
  chart = lab_chart_new (LAB_CHART_TRAINING_LOSS, &self->records, &options);
  chart->data.curves.layer = layer;
  lab_figure_draw (&chart->figure, WIDTH, HEIGHT, lab_theme_get (FALSE), cr);
  return g_get_monotonic_time () - start;
}

static int
compare_times (const void *a, const void *b)
{
  const gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

double
lab_plot_times_measure (LabPlotTimes *self, LabPlotFrame frame, double scale)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (scale * WIDTH),
                                                         (int) (scale * HEIGHT));
  cairo_t *cr = cairo_create (surface);
  g_autoptr (LabCurveLayer) kept = frame == LAB_PLOT_FRAME_WHOLE ? NULL : lab_curve_layer_new (1.0);
  gint64 times[FRAMES];

  cairo_scale (cr, scale, scale);
  if (lab_series_count (self->records.runs[0]->loss) + FRAMES * N_NEW
      > self->records.runs[0]->n_steps)
    make_runs (self);
  /* what is kept is there then, and the fonts are */
  draw_frame (self, frame == LAB_PLOT_FRAME_EMPTY, kept, cr);
  for (guint i = 0; i < FRAMES; i++)
    {
      if (frame == LAB_PLOT_FRAME_LIVE)
        add_steps (self, N_NEW);
      times[i] = draw_frame (self, frame == LAB_PLOT_FRAME_EMPTY, kept, cr);
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  qsort (times, FRAMES, sizeof *times, compare_times);
  return (double) times[FRAMES / 2] / G_USEC_PER_SEC;
}
