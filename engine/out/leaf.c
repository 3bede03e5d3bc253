/* SPDX-License-Identifier: MIT */
#include "out/leaf.h"

#include <math.h>
#include <string.h>

static const char *
log_exp (LabPythonMethod *self, LabPython log)
{
  return lab_python_make (self, log.shape, log.kind, LAB_PYTHON_ATOM, "%s.exp()", log.text).text;
}

LabPython
lab_leaf_input (LabPythonMethod *self, LabInputId id)
{
  const LabInput *row = &lab_inputs[id];
  const guint shape = row->shape;
  LabPythonKind kind = LAB_PYTHON_TENSOR;
  const char *text = row->torch;
  g_autofree char *key = g_strconcat ("input ", row->name, NULL);
  LabPython value;

  switch (id)
    {
    case LAB_INPUT_K_INDEX:
      kind = LAB_PYTHON_INTEGERS;
      lab_leaf_input (self, LAB_INPUT_N_CLASSES);
      if (g_str_equal (self->like, "counts"))
        text = "torch.arange(K, device=counts.device)";
      break;
    case LAB_INPUT_T:
      lab_leaf_input (self, LAB_INPUT_N_CLASSES);
      break;
    case LAB_INPUT_T2:
      lab_leaf_input (self, LAB_INPUT_N_CLASSES2);
      break;
    case LAB_INPUT_PRIOR:
      lab_leaf_input (self, LAB_INPUT_COUNTS);
      break;
    case LAB_INPUT_PRIOR2:
      lab_leaf_input (self, LAB_INPUT_COUNTS2);
      break;
    case LAB_INPUT_P:
      if (lab_python_known (self, "log p", &value))
        text = log_exp (self, value);
      break;
    case LAB_INPUT_P2:
      if (lab_python_known (self, "log p2", &value))
        text = log_exp (self, value);
      break;
    case LAB_INPUT_N_CLASSES:
      kind = LAB_PYTHON_NUMBER;
      if (g_str_equal (self->like, "counts"))
        text = "len(counts)";
      break;
    case LAB_INPUT_N_CLASSES2:
    case LAB_INPUT_B:
      kind = LAB_PYTHON_NUMBER;
      break;
    case LAB_INPUT_W:
    case LAB_INPUT_COUNTS:
    case LAB_INPUT_W2:
    case LAB_INPUT_COUNTS2:
      if (!g_str_equal (self->like, row->name))
        lab_python_attribute (self, row->name);
      return lab_python_make (self, shape, kind, LAB_PYTHON_ATOM, "%s", row->name);
    case LAB_INPUT_Y:
    case LAB_INPUT_Y2:
      kind = LAB_PYTHON_INTEGERS;
      break;
    case LAB_INPUT_PROGRESS:
      kind = LAB_PYTHON_NUMBER;
      break;
    default:
      break;
    }
  self->inputs |= 1u << id;
  if (g_str_equal (text, row->name)) /* an argument */
    return lab_python_make (self, shape, kind, LAB_PYTHON_ATOM, "%s", text);
  if (id == LAB_INPUT_P2 || id == LAB_INPUT_N_CLASSES2)
    self->inputs |= 1u << LAB_INPUT_Z2;
  if (id == LAB_INPUT_T2)
    self->inputs |= 1u << LAB_INPUT_Y2;
  return lab_python_known (self, key, &value)
             ? value
             : lab_python_keep (self, key, row->name, FALSE,
                                lab_python_make (self, shape, kind, LAB_PYTHON_ATOM, "%s", text));
}

LabPython
lab_leaf_number (LabPythonMethod *self, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  return lab_python_make (self, LAB_SHAPE_SCALAR, LAB_PYTHON_NUMBER, LAB_PYTHON_ATOM, "%s",
                          isfinite (value) ? lab_python_number (value, buffer) : "math.inf");
}

LabPython
lab_leaf_index (LabPythonMethod *self, LabPython of, const char *target, double class)
{
  const gboolean batch = (of.shape & LAB_SHAPE_B) != 0;
  const guint shape = of.shape & LAB_SHAPE_B;
  g_autofree char *name = NULL;
  LabPython picked;

  of = lab_python_brief (self, of);
  if (target == NULL)
    return lab_python_make (self, shape, of.kind, LAB_PYTHON_ATOM, batch ? "%s[:, %d]" : "%s[%d]",
                            lab_python_hold (self, of, LAB_PYTHON_ATOM), (int) class);
  self->inputs |= 1u << lab_input_find (target);
  if (!batch)
    return lab_python_make (self, LAB_SHAPE_B, of.kind, LAB_PYTHON_ATOM, "%s[%s]",
                            lab_python_hold (self, of, LAB_PYTHON_ATOM), target);
  self->helpers |= LAB_PYTHON_NEEDS_PICK;
  picked = lab_python_make (self, LAB_SHAPE_B, of.kind, LAB_PYTHON_ATOM, "pick(%s, %s)", of.text,
                            target);
  if (!lab_python_is_name (of))
    return picked;
  name = g_strconcat (of.text, "_", target, NULL);
  return lab_python_variable (self, name, picked);
}
