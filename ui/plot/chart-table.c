/* SPDX-License-Identifier: MIT */
#include "chart.h"

#include <glib/gi18n.h>

#define RECALL_AXIS    N_ ("Recall on the test set")
#define PRECISION_AXIS N_ ("Precision on the test set")
#define F1_AXIS        N_ ("F1 on the test set")

static double
recall_of (const LabClassMeasures *measures)
{
  return measures->recall;
}

static double
precision_of (const LabClassMeasures *measures)
{
  return measures->precision;
}

static double
f1_of (const LabClassMeasures *measures)
{
  return measures->f1;
}

static double
macro_f1 (const LabConfusion *matrix)
{
  return lab_confusion_macro (matrix).f1;
}

const LabChartInfo lab_charts[LAB_N_CHARTS] = {
  [LAB_CHART_TRAINING_LOSS]
  = { .name = "training-loss", .title = N_ ("Training loss"), .figure = LAB_FIGURE_CURVES },
  [LAB_CHART_LEARNED] = { .name = "learned-parameters",
                          .title = N_ ("Learned parameters"),
                          .figure = LAB_FIGURE_CURVES,
                          .learned = TRUE },
  [LAB_CHART_TEST_ACCURACY] = { .name = "test-accuracy",
                                .title = N_ ("Test accuracy"),
                                .figure = LAB_FIGURE_CURVES,
                                .of_matrix = lab_confusion_accuracy },
  [LAB_CHART_BALANCED_TEST_ACCURACY] = { .name = "test-balanced-accuracy",
                                         .title = N_ ("Balanced test accuracy"),
                                         .figure = LAB_FIGURE_CURVES,
                                         .of_matrix = lab_confusion_balanced_accuracy },
  [LAB_CHART_TEST_MACRO_F1] = { .name = "test-macro-f1",
                                .title = N_ ("Test macro F1"),
                                .figure = LAB_FIGURE_CURVES,
                                .of_matrix = macro_f1 },
  [LAB_CHART_TEST_MATTHEWS] = { .name = "test-matthews-correlation",
                                .title = N_ ("Test Matthews correlation"),
                                .figure = LAB_FIGURE_CURVES,
                                .plain = TRUE,
                                .of_matrix = lab_confusion_matthews },
  [LAB_CHART_VALIDATION_ACCURACY] = { .name = "validation-accuracy",
                                      .title = N_ ("Validation accuracy"),
                                      .figure = LAB_FIGURE_CURVES,
                                      .validation = TRUE,
                                      .of_matrix = lab_confusion_accuracy },
  [LAB_CHART_BALANCED_VALIDATION_ACCURACY] = { .name = "validation-balanced-accuracy",
                                               .title = N_ ("Balanced validation accuracy"),
                                               .figure = LAB_FIGURE_CURVES,
                                               .validation = TRUE,
                                               .of_matrix = lab_confusion_balanced_accuracy },
  [LAB_CHART_VALIDATION_MACRO_F1] = { .name = "validation-macro-f1",
                                      .title = N_ ("Validation macro F1"),
                                      .figure = LAB_FIGURE_CURVES,
                                      .validation = TRUE,
                                      .of_matrix = macro_f1 },
  [LAB_CHART_VALIDATION_MATTHEWS] = { .name = "validation-matthews-correlation",
                                      .title = N_ ("Validation Matthews correlation"),
                                      .figure = LAB_FIGURE_CURVES,
                                      .validation = TRUE,
                                      .plain = TRUE,
                                      .of_matrix = lab_confusion_matthews },
  [LAB_CHART_TEST_ACCURACY2] = { .name = "test-accuracy2",
                                 .title = N_ ("Test accuracy"),
                                 .figure = LAB_FIGURE_CURVES,
                                 .task = 1,
                                 .of_matrix = lab_confusion_accuracy },
  [LAB_CHART_BALANCED_TEST_ACCURACY2] = { .name = "test-balanced-accuracy2",
                                          .title = N_ ("Balanced test accuracy"),
                                          .figure = LAB_FIGURE_CURVES,
                                          .task = 1,
                                          .of_matrix = lab_confusion_balanced_accuracy },
  [LAB_CHART_TEST_MACRO_F1_2] = { .name = "test-macro-f1-2",
                                  .title = N_ ("Test macro F1"),
                                  .figure = LAB_FIGURE_CURVES,
                                  .task = 1,
                                  .of_matrix = macro_f1 },
  [LAB_CHART_TEST_MATTHEWS2] = { .name = "test-matthews-correlation-2",
                                 .title = N_ ("Test Matthews correlation"),
                                 .figure = LAB_FIGURE_CURVES,
                                 .task = 1,
                                 .plain = TRUE,
                                 .of_matrix = lab_confusion_matthews },
  [LAB_CHART_VALIDATION_ACCURACY2] = { .name = "validation-accuracy2",
                                       .title = N_ ("Validation accuracy"),
                                       .figure = LAB_FIGURE_CURVES,
                                       .task = 1,
                                       .validation = TRUE,
                                       .of_matrix = lab_confusion_accuracy },
  [LAB_CHART_BALANCED_VALIDATION_ACCURACY2] = { .name = "validation-balanced-accuracy2",
                                                .title = N_ ("Balanced validation accuracy"),
                                                .figure = LAB_FIGURE_CURVES,
                                                .task = 1,
                                                .validation = TRUE,
                                                .of_matrix = lab_confusion_balanced_accuracy },
  [LAB_CHART_VALIDATION_MACRO_F1_2] = { .name = "validation-macro-f1-2",
                                        .title = N_ ("Validation macro F1"),
                                        .figure = LAB_FIGURE_CURVES,
                                        .task = 1,
                                        .validation = TRUE,
                                        .of_matrix = macro_f1 },
  [LAB_CHART_VALIDATION_MATTHEWS2] = { .name = "validation-matthews-correlation-2",
                                       .title = N_ ("Validation Matthews correlation"),
                                       .figure = LAB_FIGURE_CURVES,
                                       .task = 1,
                                       .validation = TRUE,
                                       .plain = TRUE,
                                       .of_matrix = lab_confusion_matthews },
  [LAB_CHART_RECALL] = { .name = "recall",
                         .title = N_ ("Recall"),
                         .measure = RECALL_AXIS,
                         .figure = LAB_FIGURE_CLASS_MARKS,
                         .of_class = recall_of },
  [LAB_CHART_PRECISION] = { .name = "precision",
                            .title = N_ ("Precision"),
                            .measure = PRECISION_AXIS,
                            .figure = LAB_FIGURE_CLASS_MARKS,
                            .of_class = precision_of },
  [LAB_CHART_F1] = { .name = "f1",
                     .title = N_ ("F1"),
                     .measure = F1_AXIS,
                     .figure = LAB_FIGURE_CLASS_MARKS,
                     .of_class = f1_of },
  [LAB_CHART_ROC] = { .name = "roc",
                      .title = N_ ("ROC curve"),
                      .figure = LAB_FIGURE_THRESHOLDS,
                      .threshold = LAB_THRESHOLD_ROC },
  [LAB_CHART_PRECISION_RECALL] = { .name = "precision-recall",
                                   .title = N_ ("Precision-recall curve"),
                                   .figure = LAB_FIGURE_THRESHOLDS,
                                   .threshold = LAB_THRESHOLD_PRECISION_RECALL },
  [LAB_CHART_RELIABILITY]
  = { .name = "reliability", .title = N_ ("Reliability"), .figure = LAB_FIGURE_RELIABILITY },
  [LAB_CHART_RECALL2] = { .name = "recall2",
                          .title = N_ ("Recall"),
                          .measure = RECALL_AXIS,
                          .figure = LAB_FIGURE_CLASS_MARKS,
                          .task = 1,
                          .of_class = recall_of },
  [LAB_CHART_PRECISION2] = { .name = "precision2",
                             .title = N_ ("Precision"),
                             .measure = PRECISION_AXIS,
                             .figure = LAB_FIGURE_CLASS_MARKS,
                             .task = 1,
                             .of_class = precision_of },
  [LAB_CHART_F1_2] = { .name = "f1-2",
                       .title = N_ ("F1"),
                       .measure = F1_AXIS,
                       .figure = LAB_FIGURE_CLASS_MARKS,
                       .task = 1,
                       .of_class = f1_of },
  [LAB_CHART_ROC2] = { .name = "roc2",
                       .title = N_ ("ROC curve"),
                       .figure = LAB_FIGURE_THRESHOLDS,
                       .threshold = LAB_THRESHOLD_ROC,
                       .task = 1 },
  [LAB_CHART_PRECISION_RECALL2] = { .name = "precision-recall2",
                                    .title = N_ ("Precision-recall curve"),
                                    .figure = LAB_FIGURE_THRESHOLDS,
                                    .threshold = LAB_THRESHOLD_PRECISION_RECALL,
                                    .task = 1 },
  [LAB_CHART_RELIABILITY2] = { .name = "reliability2",
                               .title = N_ ("Reliability"),
                               .figure = LAB_FIGURE_RELIABILITY,
                               .task = 1 },
  [LAB_CHART_CONFUSION]
  = { .name = "confusion", .title = N_ ("Confusion matrices"), .figure = LAB_FIGURE_MATRICES },
  [LAB_CHART_CONFUSION2] = { .name = "confusion2",
                             .title = N_ ("Confusion matrices"),
                             .figure = LAB_FIGURE_MATRICES,
                             .task = 1 },
  [LAB_CHART_LOSS_SHAPE]
  = { .name = "loss-shape", .title = N_ ("Loss shape"), .figure = LAB_FIGURE_LOSS_SHAPE },
};

gboolean
lab_chart_is_of_answers (LabChartKind kind)
{
  return lab_charts[kind].figure == LAB_FIGURE_THRESHOLDS
         || lab_charts[kind].figure == LAB_FIGURE_RELIABILITY;
}

gboolean
lab_chart_is_offered (LabChartKind kind, const LabRecords *records)
{
  const LabChartInfo *info = &lab_charts[kind];
  gboolean any = info->task == 0 && !info->learned;

  if (records == NULL)
    return any && !info->validation;
  if (info->validation && (records->set == NULL || records->set->n_validation == 0))
    return FALSE;
  for (guint i = 0; i < records->n_runs && !any; i++)
    any = info->learned ? records->runs[i]->n_learned > 0
                        : records->runs[i]->n_tasks > 1 && records->dataset->second.n_classes > 0;
  return any;
}
