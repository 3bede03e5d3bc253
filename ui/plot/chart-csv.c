/* SPDX-License-Identifier: MIT */
/* For programs: names as they are in English files, numbers with all digits, whatever is hidden. */
#include "chart-csv.h"

#include "out/csv.h"

static void
append_name (GString *csv, guint style, const char *label)
{
  g_autofree char *name = label == NULL
                              ? g_strdup (lab_experiment_role (style))
                              : g_strdup_printf ("%s %s", lab_experiment_role (style), label);

  lab_csv_append_text (csv, name);
}

/* A series has a value a step, and where it is smoothed a second one. */
static void
append_curve (GString *csv, const LabCurve *curve)
{
  const guint64 n = curve->raw != NULL ? lab_series_count (curve->raw) : curve->n;

  for (guint64 i = 0; i < n; i++)
    {
      append_name (csv, curve->style, curve->label);
      lab_csv_append_number (csv,
                             curve->raw != NULL ? (double) (i + 1) * curve->x_step : curve->x[i]);
      lab_csv_append_number (csv, curve->raw != NULL ? (double) lab_series_get (curve->raw, i)
                                                     : curve->y[i]);
      if (curve->mean != NULL)
        lab_csv_append_number (csv, (double) lab_series_get (curve->mean, i));
      if (curve->spread != NULL)
        lab_csv_append_number (csv, curve->spread[i]);
      g_string_append_c (csv, '\n');
    }
}

static void
append_curves (GString *csv, const LabCurvesData *data)
{
  gboolean smoothed = FALSE, spread = FALSE;

  for (guint i = 0; i < data->n_curves; i++)
    {
      smoothed = smoothed || data->curves[i].mean != NULL;
      spread = spread || data->curves[i].spread != NULL;
    }
  g_string_append (csv, spread     ? "network,epoch,mean,deviation\n"
                        : smoothed ? "network,epoch,value,smoothed\n"
                                   : "network,epoch,value\n");
  for (guint i = 0; i < data->n_curves; i++)
    append_curve (csv, &data->curves[i]);
}

static void
append_marks (GString *csv, const LabFigure *figure)
{
  const LabClassMarksData *data = figure->marks;

  g_string_append (csv, "class");
  for (guint i = 0; i < data->n_sides; i++)
    {
      const char *role = lab_experiment_role (figure->legend[i].style);

      g_string_append_printf (csv, ",%s", role);
      if (data->spreads[i] != NULL)
        g_string_append_printf (csv, ",%s_deviation", role);
    }
  g_string_append_c (csv, '\n');
  for (guint k = 0; k < data->n_classes; k++)
    {
      lab_csv_append_text (csv, data->class_names[k]);
      for (guint i = 0; i < data->n_sides; i++)
        {
          lab_csv_append_number (csv, data->values[i] == NULL ? (double) NAN : data->values[i][k]);
          if (data->spreads[i] != NULL)
            lab_csv_append_number (csv, data->spreads[i][k]);
        }
      g_string_append_c (csv, '\n');
    }
}

static void
append_matrices (GString *csv, const LabFigure *figure)
{
  g_string_append (csv, "network,true");
  for (guint k = 0; k < figure->n_classes; k++)
    {
      g_string_append_c (csv, ',');
      lab_csv_append_text (csv, figure->class_names[k]);
    }
  g_string_append_c (csv, '\n');
  for (guint i = 0; i < figure->n_legend; i++)
    for (guint t = 0; figure->matrices[i] != NULL && t < figure->n_classes; t++)
      {
        append_name (csv, figure->legend[i].style, NULL);
        g_string_append_c (csv, ',');
        lab_csv_append_text (csv, figure->class_names[t]);
        for (guint k = 0; k < figure->n_classes; k++)
          g_string_append_printf (csv, ",%u", lab_confusion_get (figure->matrices[i], t, k));
        g_string_append_c (csv, '\n');
      }
}

static void
append_shape (GString *csv, const LabFigure *figure)
{
  const LabLossShapeData *data = figure->shape;

  g_string_append (csv, "p");
  for (guint i = 0; i < data->n_sides; i++)
    {
      const char *role = lab_experiment_role (figure->legend[i].style);

      g_string_append_printf (csv, ",%s loss,%s push", role, role);
    }
  g_string_append_c (csv, '\n');
  for (guint p = 0; p < data->n_points; p++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append (csv, g_ascii_formatd (number, sizeof number, "%.9g", data->x[p]));
      for (guint i = 0; i < data->n_sides; i++)
        {
          const LabLossShapeSide *side = &data->sides[i];

          lab_csv_append_number (csv, side->loss == NULL ? (double) NAN : side->loss[p]);
          lab_csv_append_number (csv, side->push == NULL ? (double) NAN : side->push[p]);
        }
      g_string_append_c (csv, '\n');
    }
}

/* All points, whatever is drawn; above all scores there is no threshold. */
static void
append_thresholds (GString *csv, const LabChart *self)
{
  const LabFigure *figure = &self->figure;
  LabThresholdData data = *figure->thresholds;
  guint n;
  const char *const *names = lab_chart_class_names (self, &n);

  g_string_append (csv, data.kind == LAB_THRESHOLD_ROC
                            ? "network,class,threshold,false_positive_rate,true_positive_rate\n"
                            : "network,class,threshold,recall,precision\n");
  for (guint s = 0; s < data.n_sides; s++)
    {
      data.sides[s].hidden = FALSE;
      for (guint i = 0; i < lab_threshold_data_n_points (&data, s); i++)
        {
          const LabRankingPoint point = lab_threshold_data_point (&data, s, i);

          append_name (csv, figure->legend[s].style, NULL);
          g_string_append_c (csv, ',');
          lab_csv_append_text (csv, names[self->class]);
          lab_csv_append_number (csv, point.threshold);
          lab_csv_append_number (csv, point.x);
          lab_csv_append_number (csv, point.y);
          g_string_append_c (csv, '\n');
        }
    }
}

static void
append_reliability (GString *csv, const LabFigure *figure)
{
  const LabReliabilityData *data = figure->reliability;

  g_string_append (csv, "network,from,to,pictures,confidence,accuracy\n");
  for (guint s = 0; s < data->n_sides; s++)
    for (guint b = 0; data->sides[s].calibration != NULL && b < LAB_CALIBRATION_BINS; b++)
      {
        const LabCalibration *of = data->sides[s].calibration;

        append_name (csv, figure->legend[s].style, NULL);
        lab_csv_append_number (csv, (double) b / LAB_CALIBRATION_BINS);
        lab_csv_append_number (csv, (b + 1.0) / LAB_CALIBRATION_BINS);
        lab_csv_append_number (csv, of->count[b]);
        lab_csv_append_number (csv, of->confidence[b]);
        lab_csv_append_number (csv, of->accuracy[b]);
        g_string_append_c (csv, '\n');
      }
}

char *
lab_chart_to_csv (const LabChart *self)
{
  GString *csv = g_string_new (NULL);

  switch (self->figure.kind)
    {
    case LAB_FIGURE_CLASS_MARKS:
      append_marks (csv, &self->figure);
      break;
    case LAB_FIGURE_MATRICES:
      append_matrices (csv, &self->figure);
      break;
    case LAB_FIGURE_LOSS_SHAPE:
      append_shape (csv, &self->figure);
      break;
    case LAB_FIGURE_THRESHOLDS:
      append_thresholds (csv, self);
      break;
    case LAB_FIGURE_RELIABILITY:
      append_reliability (csv, &self->figure);
      break;
    case LAB_FIGURE_CURVES:
    default:
      append_curves (csv, self->figure.curves);
    }
  return g_string_free (csv, FALSE);
}
