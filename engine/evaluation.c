/* SPDX-License-Identifier: MIT */
#include "evaluation.h"

#include "core/memory.h"

void
lab_evaluation_free (LabEvaluation *self)
{
  if (self == NULL)
    return;
  lab_confusion_free (self->test);
  lab_confusion_free (self->validation);
  lab_confusion_free (self->train);
  lab_confusion_free (self->test2);
  lab_confusion_free (self->validation2);
  lab_confusion_free (self->train2);
  lab_memory_free (self->theta);
  g_free (self);
}
