/* SPDX-License-Identifier: MIT */
#pragma once

#include "chart-seeds.h"
#include "answers.h"
#include "data/damage.h"
#include "experiment.h"
#include "figure.h"
#include "profile.h"
#include "run.h"

#include <math.h>

G_BEGIN_DECLS

/** LabChartKind: the rows of the table of charts. */
typedef enum
{
  LAB_CHART_TRAINING_LOSS,
  LAB_CHART_LEARNED,
  LAB_CHART_TEST_ACCURACY,
  LAB_CHART_BALANCED_TEST_ACCURACY,
  LAB_CHART_TEST_MACRO_F1,
  LAB_CHART_TEST_MATTHEWS,
  LAB_CHART_VALIDATION_ACCURACY,
  LAB_CHART_BALANCED_VALIDATION_ACCURACY,
  LAB_CHART_VALIDATION_MACRO_F1,
  LAB_CHART_VALIDATION_MATTHEWS,
  LAB_CHART_TEST_ACCURACY2,
  LAB_CHART_BALANCED_TEST_ACCURACY2,
  LAB_CHART_TEST_MACRO_F1_2,
  LAB_CHART_TEST_MATTHEWS2,
  LAB_CHART_VALIDATION_ACCURACY2,
  LAB_CHART_BALANCED_VALIDATION_ACCURACY2,
  LAB_CHART_VALIDATION_MACRO_F1_2,
  LAB_CHART_VALIDATION_MATTHEWS2,
  LAB_CHART_RECALL,
  LAB_CHART_PRECISION,
  LAB_CHART_F1,
  LAB_CHART_ROC,
  LAB_CHART_PRECISION_RECALL,
  LAB_CHART_RELIABILITY,
  LAB_CHART_RECALL2,
  LAB_CHART_PRECISION2,
  LAB_CHART_F1_2,
  LAB_CHART_ROC2,
  LAB_CHART_PRECISION_RECALL2,
  LAB_CHART_RELIABILITY2,
  LAB_CHART_CONFUSION,
  LAB_CHART_CONFUSION2,
  LAB_CHART_LOSS_SHAPE,
  LAB_N_CHARTS,
} LabChartKind;

/**
 * LabChartInfo:
 * @name: of the file that it is exported to
 * @title: for people, to be translated; of a class's measure, what is measured
 * @measure: (nullable): of a class's measure, its axis
 * @figure: what draws it
 * @threshold: of %LAB_FIGURE_THRESHOLDS, which curve
 * @validation: whether it needs validation pictures
 * @learned: whether it needs a loss that learns something
 * @plain: of a matrix's measure, whether it is a number, not a fraction
 * @task: 1 for the second one
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *measure;
  LabFigureKind figure;
  LabThresholdKind threshold;
  gboolean validation;
  gboolean learned;
  gboolean plain;
  guint task;
  double (*of_matrix) (const LabConfusion *matrix);
  double (*of_class) (const LabClassMeasures *measures);
} LabChartInfo;

/** lab_charts: [LAB_N_CHARTS] the one table. */
extern const LabChartInfo lab_charts[LAB_N_CHARTS];

/**
 * LabRecords:
 * @runs: [n_runs] the sides of one seed, the one that is looked at
 * @n_seeds, @seeds: where more than one seed was trained: [n_seeds * n_runs] all runs, the sides of
 * the first seed first
 * @set: (nullable): for the number of validation pictures
 *
 * What charts are drawn from.
 */
typedef struct
{
  guint n_runs;
  LabRun *runs[LAB_MAX_STYLES];
  guint n_seeds;
  LabRun *const *seeds;
  LabDataset *dataset;
  const LabTrainingSet *set;
} LabRecords;

/** lab_chart_is_offered: Returns: whether @records have what the chart is of, in one run at least;
 * with NULL, whether any records have. */
gboolean lab_chart_is_offered (LabChartKind kind, const LabRecords *records);

/** lab_chart_is_of_answers: Returns: whether it is drawn of what networks say of each test picture:
 * of one seed. */
gboolean lab_chart_is_of_answers (LabChartKind kind);

/**
 * LabChartAnswers:
 * @sides: what each network says at the moment that is shown; NULL where that is not known
 * @evaluations: (nullable each): that moment
 * @lack: (nullable): why it is not, in words
 */
typedef struct
{
  LabAnswers *sides[LAB_MAX_STYLES];
  const LabEvaluation *evaluations[LAB_MAX_STYLES];
  const char *lack;
} LabChartAnswers;

/**
 * LabShapes:
 * @n: sides
 * @specs: [n] whose losses
 * @profiles: [n] NULL where the loss does not fit the data
 * @counts: [n] NULL or [%LAB_PROFILE_BINS] test pictures by their softmax(z)[y]
 * @epoch: of the counts; NaN where there are none
 *
 * What a loss shape is drawn of, where it is not the runs' own losses.
 */
typedef struct
{
  guint n;
  const LabSpec *specs[LAB_MAX_STYLES];
  const LabProfile *profiles[LAB_MAX_STYLES];
  const guint *counts[LAB_MAX_STYLES];
  double epoch;
} LabShapes;

/** LabShapeParts: what a loss shape's chart owns. */
typedef struct _LabShapeParts LabShapeParts;

/**
 * LabChartOptions:
 * @cursor: the moment, in epochs, that is shown; NaN for the latest
 * @pointer: the moment that the readings of curves are taken from instead, or p of a loss shape;
 * NaN for none
 * @hidden: a bit a side that is switched off
 * @logarithmic, @raw: of the training loss: the axis, and without smoothing
 * @every: of several seeds: thin lines of all, instead of a band
 * @by_row: matrices in percent of each row
 * @class: whose readings, or whose threshold curve; -1 for where the first two sides differ most
 * @kept: of a threshold curve without a class: one that stays unless another one differs clearly
 * more, so that a curve can be watched; -1 for none
 * @effect: of the training loss: readings tell what the last step did, where it was watched
 * @shapes: (nullable): of a loss shape: instead of the runs' own
 * @answers: (nullable): of a chart of answers; without, the networks are asked, as
 * lab_chart_answers_ask() does
 */
typedef struct
{
  double cursor;
  double pointer;
  guint hidden;
  gboolean logarithmic;
  gboolean raw;
  gboolean every;
  gboolean by_row;
  int class;
  int kept;
  gboolean effect;
  const LabShapes *shapes;
  const LabChartAnswers *answers;
} LabChartOptions;

#define LAB_CHART_OPTIONS_INIT                                               \
  {                                                                          \
    .cursor = (double) NAN, .pointer = (double) NAN, .class = -1, .kept = -1 \
  }

/**
 * LabChart:
 * @figure: everything that an export shows; the window draws parts of it
 * @data: of the painter, by @figure.kind
 * @heading: what a panel is called; @measure: (nullable): what it shows, where that is not all
 * @readings: [n_runs] what each side has at the moment shown, written out
 * @spreads: [n_runs] (nullable): of several seeds, how far those are spread: "± 0.1"
 * @means: (nullable): of several seeds, what is shown: "mean of 5 seeds", "seed 1 of 5"
 * @difference: (nullable): of the first two, where it means something
 * @caption: (nullable): the unit of the difference
 * @note: (nullable): what the readings are, where a word is needed
 * @effect: whether they are what the last step did
 * @absent: a bit a side that has nothing of what is shown
 * @class: whose readings; -1 for none
 * @shown: [n_runs] (nullable): of matrices, whose they are; of several seeds, one's
 *
 * A plot of an experiment at a moment: the one way from records to painters, for the window and for
 * files. It refers to the runs and to the dataset; nothing in it moves while it lives.
 */
typedef struct
{
  LabChartKind kind;
  LabFigure figure;
  union
  {
    LabCurvesData curves;
    LabClassMarksData marks;
    LabLossShapeData shape;
    LabThresholdData thresholds;
    LabReliabilityData reliability;
  } data;
  char *heading;
  char *measure;
  char *readings[LAB_MAX_STYLES];
  char *spreads[LAB_MAX_STYLES];
  char *means;
  char *difference;
  char *caption;
  const char *note;
  gboolean effect;
  guint absent;
  int class;
  const LabEvaluation *shown[LAB_MAX_STYLES];

  /*< private >*/
  LabRecords records;
  LabCurve curves[LAB_MAX_CURVES];
  char *curve_names[LAB_MAX_CURVES];
  char *title;
  char *lack;
  const char *absent_words;
  LabChartSeeds sides[LAB_MAX_STYLES];
  guint64 first_seed, last_seed;
  GPtrArray *owned;
  LabShapeParts *parts;
  LabAnswers *answers[LAB_MAX_STYLES];
} LabChart;

LabChart *lab_chart_new (LabChartKind kind, const LabRecords *records,
                         const LabChartOptions *options);
void lab_chart_free (LabChart *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabChart, lab_chart_free)

/** lab_chart_evaluation: Returns: (nullable): the last evaluation of @run up to @cursor. */
const LabEvaluation *lab_chart_evaluation (const LabRun *run, double cursor);

/** lab_chart_matrix: Returns: (nullable): the matrix of @evaluation (nullable) that the chart is
 * of.
 */
const LabConfusion *lab_chart_matrix (LabChartKind kind, const LabEvaluation *evaluation);

/** lab_chart_question: Returns: what the second task asks: "Is the digit even?" */
const char *lab_chart_question (const LabDataset *dataset);
/** lab_chart_noun: Returns: what a class of the dataset is called: "digit" or "class". */
const char *lab_chart_noun (const LabDataset *dataset);
/** lab_chart_role: Returns: a side's name for people: "Standard". */
const char *lab_chart_role (guint side);
/** lab_chart_loss: Returns: (transfer full): what a loss with its weights is called: "Balanced
 * cross-entropy". */
char *lab_chart_loss (const LabSpec *spec);
/** lab_chart_loss_within: the same in the middle of a text: "balanced cross-entropy". */
char *lab_chart_loss_within (const LabSpec *spec);
/** lab_chart_origin: Returns: (transfer full) (nullable): of a branch: "branch of run 36 at step
 * 1,798". */
char *lab_chart_origin (const LabRun *run);
/** lab_chart_side: Returns: (transfer full): role and loss: "Custom: balanced cross-entropy". */
char *lab_chart_side (const LabSpec *spec, guint side);
/** lab_chart_data: Returns: (transfer full): what the networks learn from: "MNIST, digit 0 kept at
 * 1
 * %". */
char *lab_chart_data (const LabSpec *spec, const LabDataset *dataset);

/* For the parts of a chart's making. */

/** lab_chart_class_noun: Returns: what the classes that the chart is about are called. */
const char *lab_chart_class_noun (const LabChart *self);
/** lab_chart_class_names: Returns: [@n] each one's name. */
const char *const *lab_chart_class_names (const LabChart *self, guint *n);
/** lab_chart_read: the reading of side @i; @deviation: NaN of one seed. */
void lab_chart_read (LabChart *self, guint i, double value, double deviation, gboolean percent);
/** lab_chart_read_fractions: the readings of all, with the points between the first two;
 * @deviations: (nullable). */
void lab_chart_read_fractions (LabChart *self, const double *values, const double *deviations);
/** lab_chart_read_numbers: the same of numbers that are not fractions; @deviations: (nullable). */
void lab_chart_read_numbers (LabChart *self, const double *values, const double *deviations,
                             guint decimals);
/** lab_chart_own: Returns: @memory, which is freed with the chart. */
gpointer lab_chart_own (LabChart *self, gpointer memory);
/** lab_chart_lack: @absent: a bit a side; @words: what they do not have: "no second task". */
void lab_chart_lack (LabChart *self, guint absent, const char *words);

G_END_DECLS
