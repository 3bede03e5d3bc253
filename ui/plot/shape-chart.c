/* SPDX-License-Identifier: MIT */
/* The chart of losses over the probability of the target, from specs; it owns all its numbers. */
#include "shape-chart.h"

#include "number.h"

#include <glib/gi18n.h>
#include <string.h>

G_STATIC_ASSERT (LAB_LOSS_SHAPE_BINS == LAB_PROFILE_BINS);

struct _LabShapeParts
{
  LabProfile profiles[LAB_MAX_STYLES];
  guint counts[LAB_MAX_STYLES][LAB_PROFILE_BINS];
  char *labels[LAB_MAX_STYLES];
};

/* ---- profiles ---- */

static guint64
step_at (const LabRun *run, double cursor)
{
  const guint64 done = lab_series_count (run->loss);

  return isnan (cursor) ? done : MIN (done, (guint64) round (cursor * run->steps_per_epoch));
}

double
lab_shape_chart_get_progress (const LabRun *run, double cursor)
{
  return run->n_steps == 0 ? 0.0 : (double) step_at (run, cursor) / (double) run->n_steps;
}

gboolean
lab_shape_chart_get_learned (const LabRun *run, const LabSpec *spec, double cursor, double *learned)
{
  const guint64 step = step_at (run, cursor);

  if (run->n_learned == 0 || step == 0 || !g_str_equal (run->spec->loss, spec->loss))
    return FALSE;
  for (guint i = 0; i < run->n_learned; i++)
    {
      const guint64 there = lab_series_count (run->learned[i]);

      if (there == 0)
        return FALSE;
      learned[i] = (double) lab_series_get (run->learned[i], MIN (step, there) - 1);
    }
  return TRUE;
}

gboolean
lab_shape_chart_profile (LabProfile *profile, const LabSpec *spec, const LabDataset *dataset,
                         const LabTrainingSet *set, const LabRun *run, double cursor)
{
  g_auto (LabObjective) objective = { 0 };
  double learned[LAB_FORMULA_MAX_LEARNED];
  gboolean has_learned;

  if (!lab_objective_init (&objective, spec, dataset, set, NULL))
    return FALSE;
  has_learned = run != NULL && lab_shape_chart_get_learned (run, spec, cursor, learned);
  lab_profile_fill (profile, &objective,
                    run == NULL ? 0.0 : lab_shape_chart_get_progress (run, cursor),
                    has_learned ? learned : NULL, dataset->second.class_of);
  return TRUE;
}

/* ---- words ---- */

/* "focal loss, gamma = 2" */
static char *
label_of (const LabSpec *spec)
{
  g_autoptr (LabLoss) loss = lab_loss_find (spec->loss, NULL);
  g_autofree char *name = lab_chart_loss_within (spec);
  GString *text = g_string_new (name);

  for (guint i = 0; loss != NULL && i < loss->formula->n_parameters; i++)
    {
      const LabFormulaParameter *parameter = &loss->formula->parameters[i];
      char number[G_ASCII_DTOSTR_BUF_SIZE];
      double value = parameter->value;

      for (guint g = 0; g < spec->parameters.n; g++)
        if (g_str_equal (spec->parameters.at[g].name, parameter->name))
          value = spec->parameters.at[g].value;
      g_string_append_printf (text, ", %s = %s", parameter->name,
                              g_ascii_formatd (number, sizeof number, "%.3g", value));
    }
  return g_string_free (text, FALSE);
}

static void
add_words (GString *text, const char *words)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", words);
}

char *
lab_shape_chart_held (const LabShapes *shapes)
{
  g_autoptr (GString) text = g_string_new (NULL), weights = g_string_new (NULL);
  g_autofree char *last = NULL;
  guint n_pictures = 0;
  gboolean penalised = FALSE, second = FALSE, level = FALSE, rest = FALSE;

  for (guint i = 0; i < shapes->n; i++)
    {
      const LabProfile *profile = shapes->profiles[i];

      if (profile == NULL)
        continue;
      n_pictures = MAX (n_pictures, profile->n_pictures);
      penalised |= profile->penalised;
      second |= profile->second;
      level |= profile->level;
      rest |= profile->rest;
      if (profile->weighted && profile->n_pictures == 0)
        {
          g_autofree char *mean = lab_number_fixed (profile->mean_weight, 2);

          if (g_strcmp0 (mean, last) != 0)
            g_string_append_printf (weights, "%s%s", weights->len > 0 ? ", " : "", mean);
          g_free (last);
          last = g_steal_pointer (&mean);
        }
    }
  if (weights->len > 0)
    {
      g_autofree char *words = g_strdup_printf (_ ("w[y] held at its mean, %s"), weights->str);

      add_words (text, words);
    }
  if (n_pictures > 0)
    {
      /* Translators: a loss of a batch as a whole is drawn for such a batch. */
      g_autofree char *words = g_strdup_printf (_ ("a batch of %u pictures, all at p"), n_pictures);

      add_words (text, words);
    }
  if (rest)
    add_words (text, _ ("the rest shared equally"));
  if (penalised)
    add_words (text, _ ("the penalty left out"));
  if (second)
    add_words (text, _ ("the second task’s logits held at 0"));
  if (level)
    add_words (text, _ ("the logits’ mean held at 0"));
  return text->len == 0 ? NULL : g_string_free (g_steal_pointer (&text), FALSE);
}

/* ---- the chart ---- */

/* The runs' own losses, without test pictures. */
static void
shapes_of_runs (LabChart *self, const LabChartOptions *options, LabShapes *shapes)
{
  const LabRecords *records = &self->records;

  *shapes = (LabShapes){ .n = records->n_runs, .epoch = (double) NAN };
  for (guint i = 0; i < records->n_runs; i++)
    {
      LabRun *run = records->runs[i];
      LabProfile *profile = &self->parts->profiles[i];

      shapes->specs[i] = run->spec;
      if (records->set != NULL
          && lab_shape_chart_profile (profile, run->spec, records->dataset, records->set, run,
                                      options->cursor))
        shapes->profiles[i] = profile;
    }
}

static void
take_side (LabChart *self, const LabChartOptions *options, const LabShapes *shapes, guint i)
{
  LabShapeParts *parts = self->parts;
  LabLossShapeData *data = &self->data.shape;
  LabLossShapeSide *side = &data->sides[i];

  parts->labels[i] = label_of (shapes->specs[i]);
  *side = (LabLossShapeSide){ .name = lab_chart_role (i),
                              .label = parts->labels[i],
                              .hidden = (options->hidden & 1u << i) != 0 };
  if (shapes->profiles[i] != NULL)
    {
      if (shapes->profiles[i] != &parts->profiles[i])
        parts->profiles[i] = *shapes->profiles[i];
      side->loss = parts->profiles[i].loss;
      side->push = parts->profiles[i].push;
      data->x = parts->profiles[i].p;
      data->n_points = parts->profiles[i].n;
    }
  if (shapes->counts[i] != NULL)
    {
      memcpy (parts->counts[i], shapes->counts[i], sizeof parts->counts[i]);
      side->counts = parts->counts[i];
    }
}

static void
write_legend (LabChart *self, const LabShapes *shapes)
{
  LabLossShapeData data = self->data.shape;
  LabFigure *figure = &self->figure;

  /* Switched off, a side has its numbers still. */
  for (guint i = 0; i < data.n_sides; i++)
    data.sides[i].hidden = FALSE;
  for (guint i = 0; i < figure->n_legend; i++)
    g_free (figure->legend[i].name);
  figure->n_legend = shapes->n;
  for (guint i = 0; i < shapes->n; i++)
    {
      const double at = data.cursor;
      g_autofree char *loss
          = lab_number_loss (lab_loss_shape_data_value (&data, i, LAB_LOSS_SHAPE_LOSS, at));
      g_autofree char *push
          = lab_number_loss (lab_loss_shape_data_value (&data, i, LAB_LOSS_SHAPE_PUSH, at));

      figure->legend[i] = (LabFigureLegend){
        .style = i,
        .name = g_strdup_printf ("%s: %s", lab_chart_role (i), self->parts->labels[i]),
        /* Translators: two numbers at one p. */
        .reading = isnan (at) ? NULL : g_strdup_printf (_ ("loss %s, push %s"), loss, push),
      };
    }
}

void
lab_shape_chart_fill (LabChart *self, const LabChartOptions *options)
{
  LabLossShapeData *data = &self->data.shape;
  LabShapes shapes;

  self->parts = g_new0 (LabShapeParts, 1);
  if (options->shapes != NULL)
    shapes = *options->shapes;
  else
    shapes_of_runs (self, options, &shapes);
  *data = (LabLossShapeData){ .n_sides = shapes.n,
                              .epoch = shapes.epoch,
                              .cursor = options->pointer };
  for (guint i = 0; i < shapes.n; i++)
    take_side (self, options, &shapes, i);
  if (data->n_points > 0 && !isnan (data->cursor))
    data->cursor = CLAMP (data->cursor, data->x[0], data->x[data->n_points - 1]);
  self->figure.shape = data;
  write_legend (self, &shapes);
  self->figure.remark = lab_shape_chart_held (&shapes);
  if (!isnan (data->cursor))
    {
      g_autofree char *p = lab_number_fixed (data->cursor, 3);
      g_autofree char *held = g_steal_pointer (&self->figure.remark);

      self->figure.remark = held == NULL ? g_strdup_printf (_ ("Readings at p = %s"), p)
                                         : g_strdup_printf (_ ("Readings at p = %s; %s"), p, held);
    }
}

void
lab_shape_chart_clear (LabChart *self)
{
  if (self->parts == NULL)
    return;
  for (guint i = 0; i < LAB_MAX_STYLES; i++)
    g_free (self->parts->labels[i]);
  g_clear_pointer (&self->parts, g_free);
}
