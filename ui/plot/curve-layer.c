/* SPDX-License-Identifier: MIT */
/*
 * In a column of pixels a long series is an interval: smoothed, its mean's last value with a band
 * from the least to the greatest raw value; raw, all from the least to the greatest, which is what
 * a line through every step would fill. Intervals are kept, a few numbers a column, and so is the
 * picture of them.
 */
#include "curve-layer.h"

#include "ribbon.h"

#include <math.h>
#include <string.h>

#define N       LAB_RIBBON_COLUMNS
#define SAMPLES LAB_RIBBON_SAMPLES
#define REACH   8 /* columns over which a slope is not noise */

/* What the picture depends on; without padding, to be compared as bytes. */
typedef struct
{
  guint64 series[LAB_MAX_CURVES][2]; /* raw and mean; 0 for what is not drawn here */
  guint64 style[LAB_MAX_CURVES];
  double x_step[LAB_MAX_CURVES];
  double scale[2]; /* pixels a unit, across and down */
  double left;     /* of the area, in pixels of the picture */
  double top;
  double right;
  double bottom;
  double x_from; /* the values at the picture's edges, and what they are scaled by */
  double x_to;
  double y_from;
  double y_to;
  double line_width;
  guint64 logarithmic;
  guint64 smooth;
  const LabTheme *theme;
} Key;

/* One curve's columns, in pixels of the picture. */
typedef struct
{
  float *top;    /* of the raw values: above the bottom where there are none */
  float *bottom; /* */
  float *line;   /* smoothed; NaN where there is none */
  float *along;  /* the length of the line before, without its noise */
  guint n;       /* columns with values */
  guint done;    /* of them, those with all their steps */
  guint64 count; /* steps when they were found */
} Columns;

struct _LabCurveLayer
{
  double scale;
  Key key;
  cairo_surface_t *picture;
  guint width;
  guint height;
  guint used; /* columns, and rows: all else is empty */
  int rows[2];
  Columns columns[LAB_MAX_CURVES];
  LabRibbon *ribbons;
  float *edges; /* [2][SAMPLES][N + 2 margin] */
  guint margin; /* columns that a pen reaches */
};

LabCurveLayer *
lab_curve_layer_new (double scale)
{
  LabCurveLayer *self = g_new0 (LabCurveLayer, 1);

  self->scale = scale;
  self->ribbons = g_new (LabRibbon, 3 * LAB_MAX_CURVES);
  return self;
}

static void
clear (LabCurveLayer *self)
{
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  g_clear_pointer (&self->edges, g_free);
  for (guint i = 0; i < LAB_MAX_CURVES; i++)
    {
      g_free (self->columns[i].top);
      self->columns[i] = (Columns){ 0 };
    }
}

void
lab_curve_layer_free (LabCurveLayer *self)
{
  if (self == NULL)
    return;
  clear (self);
  g_free (self->ribbons);
  g_free (self);
}

/* ---- columns ---- */

typedef struct
{
  const LabCurvesData *data;
  const LabAxis *x;
  const LabAxis *y;
  double scale_x;
  double scale_y;
  double left; /* the picture's place, in pixels from where units begin */
  double top;
} Frame;

static double
steps_to (const Frame *frame, const LabCurve *curve, double column)
{
  return lab_axis_from_pixel (frame->x, (frame->left + column) / frame->scale_x) / curve->x_step;
}

static const LabSeries *
line_of (const Frame *frame, const LabCurve *curve)
{
  return frame->data->smooth && curve->mean != NULL ? curve->mean : curve->raw;
}

static gboolean
is_dense (const Frame *frame, const LabCurve *curve)
{
  return !curve->hidden && curve->raw != NULL
         && steps_to (frame, curve, 1.0) - steps_to (frame, curve, 0.0) > 1.0;
}

/* What is far outside stays at numbers that a float has. */
static float
y_pixel (const LabCurveLayer *self, const Frame *frame, float value)
{
  const double y = frame->scale_y * lab_axis_to_pixel (frame->y, (double) value) - frame->top;

  return (float) CLAMP (y, -4.0 * self->height, 5.0 * self->height);
}

/* Dashes go by this length. The noise of a line of a million steps would tear them. */
static float
find_length (const Columns *columns, guint x)
{
  guint from = x;

  while (from > 0 && x - from < REACH && !isnan (columns->line[from - 1]))
    from--;
  if (from == x || isnan (columns->line[x]))
    return 0.0f;
  return columns->along[x - 1]
         + hypotf (1.0f, (columns->line[x] - columns->line[from]) / (float) (x - from));
}

static void
find_column (LabCurveLayer *self, const Frame *frame, const LabCurve *curve, guint64 from,
             guint64 to, Columns *columns, guint x)
{
  float least, greatest, value;

  columns->top[x] = INFINITY;
  columns->bottom[x] = -INFINITY;
  columns->line[x] = NAN;
  if (from < to && lab_series_range (curve->raw, from, to, &least, &greatest))
    {
      columns->top[x] = y_pixel (self, frame, greatest);
      columns->bottom[x] = y_pixel (self, frame, least);
    }
  if (!frame->data->smooth)
    return;
  value = from < to ? lab_series_get (line_of (frame, curve), to - 1) : NAN;
  if (isfinite (value))
    columns->line[x] = y_pixel (self, frame, value);
  columns->along[x] = find_length (columns, x);
}

/* Returns: whether there are other values than before. */
static gboolean
find_columns (LabCurveLayer *self, const Frame *frame, const LabCurve *curve, Columns *columns)
{
  const guint64 count
      = MIN (lab_series_count (curve->raw), lab_series_count (line_of (frame, curve)));

  if (count == columns->count)
    return FALSE;
  columns->count = count;
  for (guint x = columns->done; x < self->width; x++)
    {
      const double first = ceil (steps_to (frame, curve, x)) - 1.0,
                   last = ceil (steps_to (frame, curve, x + 1.0)) - 1.0;
      const guint64 from = (guint64) MAX (first, 0.0), to = (guint64) MAX (last, 0.0);

      if (from >= count)
        break;
      find_column (self, frame, curve, from, MIN (to, count), columns, x);
      columns->n = x + 1;
      if (to <= count)
        columns->done = x + 1;
    }
  return TRUE;
}

/* ---- ribbons ---- */

static LabRibbon *
begin_ribbon (const LabCurveLayer *self, LabRibbon *ribbon, LabColor color, guint from)
{
  const Key *key = &self->key;

  ribbon->color = color;
  for (guint x = 0; x < N; x++)
    ribbon->cover[x]
        = (float) CLAMP (MIN (key->right, from + x + 1.0) - MAX (key->left, from + x), 0.0, 1.0);
  return ribbon;
}

static void
make_band (const Columns *columns, guint from, LabRibbon *ribbon)
{
  ribbon->n_samples = 1;
  for (guint x = 0; x < N; x++)
    {
      const gboolean any
          = from + x < columns->n && columns->top[from + x] <= columns->bottom[from + x];

      ribbon->top[0][x] = any ? columns->top[from + x] : INFINITY;
      ribbon->bottom[0][x]
          = any ? MAX (columns->bottom[from + x], columns->top[from + x] + 1.0f) : -INFINITY;
    }
}

static float
line_at (const Columns *columns, int x)
{
  return x >= 0 && x < (int) columns->n ? columns->line[x] : NAN;
}

typedef struct
{
  double lengths[LAB_MAX_DASHES];
  double period;
  guint n;
} Dash;

static gboolean
is_dash (const Dash *dash, double along)
{
  double rest = fmod (along, dash->period);
  guint i = 0;

  while (i + 1 < dash->n && rest >= dash->lengths[i])
    rest -= dash->lengths[i++];
  return i % 2 == 0;
}

/* Gaps are as long as the line is, but for steep parts: pixels would show those pale, and single
 * peaks not at all. */
static gboolean
is_gap (const Columns *columns, const Dash *dash, int x, float part, float rise)
{
  const double one = (double) columns->along[x], length = (double) columns->along[x + 1] - one;

  return length < dash->lengths[1] && (double) fabsf (rise) < 2.0 * dash->period
         && !is_dash (dash, one + (double) part * length);
}

/* The line's own edges at a sample: one value where it is smoothed; a piece of a dash is as high as
 * it rises, since what is beside it may be a gap. */
static void
find_edge (const Columns *columns, const Dash *dash, int x, guint sample, float *top, float *bottom)
{
  const float place = ((float) sample + 0.5f) / SAMPLES - 0.5f; /* from the column's middle */
  const int from = place < 0.0f ? x - 1 : x;
  const float part = place < 0.0f ? place + 1.0f : place, one = line_at (columns, from),
              rise = line_at (columns, from + 1) - one,
              half = dash->n > 0 ? 0.5f / SAMPLES * fabsf (rise) : 0.0f;

  *top = INFINITY;
  *bottom = -INFINITY;
  if (isnan (rise) || (dash->n > 0 && is_gap (columns, dash, from, part, rise)))
    return;
  *top = one + part * rise - half;
  *bottom = one + part * rise + half;
}

/* Raw intervals reach to the column before, as the line between them does. */
static void
find_raw_edge (const Columns *columns, int x, float *top, float *bottom)
{
  *top = INFINITY;
  *bottom = -INFINITY;
  if (x < 0 || x >= (int) columns->n || columns->top[x] > columns->bottom[x])
    return;
  *top = columns->top[x];
  *bottom = columns->bottom[x];
  if (x > 0 && columns->top[x - 1] <= columns->bottom[x - 1])
    {
      *top = MIN (*top, columns->bottom[x - 1]);
      *bottom = MAX (*bottom, columns->top[x - 1]);
    }
}

static void
make_stroke (LabCurveLayer *self, const Columns *columns, const Dash *dash, guint from,
             double width, LabRibbon *ribbon)
{
  const guint n = N + 2 * self->margin;

  for (guint s = 0; s < SAMPLES; s++)
    for (guint i = 0; i < n; i++)
      {
        const int x = (int) (from + i) - (int) self->margin;
        float *top = &self->edges[s * n + i], *bottom = top + SAMPLES * n;

        if (self->key.smooth)
          find_edge (columns, dash, x, s, top, bottom);
        else
          find_raw_edge (columns, x, top, bottom);
      }
  lab_ribbon_stroke (ribbon, self->edges, self->margin, 0.5 * width * self->key.scale[0]);
}

static Dash
get_dash (const LabCurveLayer *self, guint style)
{
  Dash dash = { 0 };

  dash.n = lab_theme_get_dash (self->key.theme, style, self->key.line_width, dash.lengths);
  for (guint i = 0; i < dash.n; i++)
    {
      dash.lengths[i] *= self->key.scale[0];
      dash.period += dash.lengths[i];
    }
  return dash;
}

/* The columns from @from on, as many as are painted together. */
static void
paint_columns (LabCurveLayer *self, const LabCurvesData *data, guint64 dense, guint from)
{
  const Key *key = &self->key;
  const guint stride = (guint) cairo_image_surface_get_stride (self->picture) / 4;
  LabRibbon *next = self->ribbons;

  for (guint i = 0; i < data->n_curves; i++)
    if ((dense >> i & 1) != 0 && data->smooth && data->curves[i].mean != NULL)
      {
        LabColor color = key->theme->runs[data->curves[i].style].color;

        color.alpha = key->theme->band;
        make_band (&self->columns[i], from, begin_ribbon (self, next++, color, from));
      }
  for (guint i = 0; i < data->n_curves; i++)
    if ((dense >> i & 1) != 0)
      {
        const guint style = data->curves[i].style;
        const Dash solid = { 0 }, dash = get_dash (self, style);

        make_stroke (self, &self->columns[i], &solid, from, LAB_HALO_WIDTH * key->line_width,
                     begin_ribbon (self, next++, lab_theme_halo (key->theme), from));
        make_stroke (self, &self->columns[i], &dash, from, key->line_width,
                     begin_ribbon (self, next++, key->theme->runs[style].color, from));
      }
  lab_ribbons_paint (self->ribbons, (guint) (next - self->ribbons), key->top, key->bottom,
                     (guint32 *) (gpointer) cairo_image_surface_get_data (self->picture) + from,
                     stride, (int) self->height, self->rows);
}

/* ---- the picture ---- */

static void
begin_picture (LabCurveLayer *self, const Key *key, guint64 dense)
{
  clear (self);
  self->key = *key;
  self->width = (guint) ceil (key->right);
  self->height = (guint) ceil (key->bottom);
  self->used = 0;
  self->rows[0] = (int) self->height;
  self->rows[1] = 0;
  self->margin = (guint) ceil (0.5 * LAB_HALO_WIDTH * key->line_width * key->scale[0]) + 1;
  self->edges = g_new (float, 2 * SAMPLES * (N + 2 * self->margin));
  self->picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (self->width + N),
                                              (int) self->height);
  for (guint i = 0; i < LAB_MAX_CURVES; i++)
    if ((dense >> i & 1) != 0)
      {
        Columns *columns = &self->columns[i];

        columns->top = g_new (float, 4 * (gsize) self->width);
        columns->bottom = columns->top + self->width;
        columns->line = columns->bottom + self->width;
        columns->along = columns->line + self->width;
      }
}

static void
update_picture (LabCurveLayer *self, const Frame *frame, guint64 dense)
{
  guint from = self->width, to = 0;

  for (guint i = 0; i < frame->data->n_curves; i++)
    if ((dense >> i & 1) != 0)
      {
        Columns *columns = &self->columns[i];
        const guint first = columns->done;

        if (!find_columns (self, frame, &frame->data->curves[i], columns))
          continue;
        from = MIN (from, first);
        to = MAX (to, columns->n);
      }
  if (from >= to)
    return;
  cairo_surface_flush (self->picture);
  from = from > self->margin ? from - self->margin : 0;
  to = MIN (to + self->margin, self->width);
  self->used = MAX (self->used, to);
  for (guint x = from; x < to; x += N)
    paint_columns (self, frame->data, dense, x);
  cairo_surface_mark_dirty (self->picture);
}

guint64
lab_curve_layer_draw (LabCurveLayer *self, const LabCurvesData *data, const LabAxis *x,
                      const LabAxis *y, const LabTheme *theme, double line_width, cairo_t *cr)
{
  cairo_matrix_t matrix;
  double across, down;
  Frame frame = { .data = data, .x = x, .y = y };
  guint64 dense = 0;
  Key key;

  cairo_get_matrix (cr, &matrix);
  cairo_surface_get_device_scale (cairo_get_target (cr), &across, &down);
  across *= self->scale;
  down *= self->scale;
  frame.scale_x = across * matrix.xx;
  frame.scale_y = down * matrix.yy;
  frame.left = floor (frame.scale_x * x->begin + across * matrix.x0) - across * matrix.x0;
  frame.top = floor (frame.scale_y * y->end + down * matrix.y0) - down * matrix.y0;

  memset (&key, 0, sizeof key);
  for (guint i = 0; i < data->n_curves; i++)
    if (is_dense (&frame, &data->curves[i]))
      {
        dense |= G_GUINT64_CONSTANT (1) << i;
        key.series[i][0] = lab_series_get_id (data->curves[i].raw);
        key.series[i][1]
            = data->curves[i].mean == NULL ? 0 : lab_series_get_id (data->curves[i].mean);
        key.style[i] = data->curves[i].style;
        key.x_step[i] = data->curves[i].x_step;
      }
  if (dense == 0)
    return 0;
  key.scale[0] = frame.scale_x;
  key.scale[1] = frame.scale_y;
  key.left = frame.scale_x * x->begin - frame.left;
  key.right = frame.scale_x * (x->end + 1.0) - frame.left;
  key.top = frame.scale_y * y->end - frame.top;
  key.bottom = frame.scale_y * (y->begin + 1.0) - frame.top;
  key.x_from = x->from;
  key.x_to = x->to;
  key.y_from = y->from;
  key.y_to = y->to;
  key.line_width = line_width;
  key.logarithmic = y->logarithmic;
  key.smooth = data->smooth;
  key.theme = theme;
  if (self->picture == NULL || memcmp (&key, &self->key, sizeof key) != 0)
    begin_picture (self, &key, dense);
  if (cairo_surface_status (self->picture) != CAIRO_STATUS_SUCCESS)
    return dense;
  update_picture (self, &frame, dense);

  cairo_save (cr);
  cairo_identity_matrix (cr);
  cairo_surface_set_device_scale (self->picture, across, down);
  cairo_set_source_surface (cr, self->picture, (frame.left + across * matrix.x0) / across,
                            (frame.top + down * matrix.y0) / down);
  cairo_rectangle (cr, (frame.left + across * matrix.x0) / across,
                   (frame.top + down * matrix.y0 + self->rows[0]) / down, self->used / across,
                   MAX (self->rows[1] - self->rows[0], 0) / down);
  cairo_fill (cr);
  cairo_restore (cr);
  return dense;
}
