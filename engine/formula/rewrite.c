/* SPDX-License-Identifier: MIT */
/*
 * The table of simplifications. Each is true for all numbers for which both sides are finite, and
 * each is tested so. Those in the second half move probabilities into their logarithms, where
 * nothing underflows and nothing cancels: log_softmax(a) is the logarithm of softmax(a),
 * log_others(a) that of 1 - softmax(a); pick and scatter are [y] and its transpose.
 *
 * **Source**: log (1 - exp (x)) and its like: Mächler (2012), Accurately Computing log(1 -
 * exp(-|a|)).
 */
#include "formula/rewrite.h"

#include <pthread.h>
#include <string.h>

const LabRewrite lab_rewrites[] = {
  { "a + 0", "a", FALSE },
  { "a - 0", "a", FALSE },
  { "0 - a", "-a", FALSE },
  { "a - a", "0", FALSE },
  { "a*0", "0", FALSE },
  { "a*1", "a", FALSE },
  { "a*-1", "-a", FALSE },
  { "a/1", "a", FALSE },
  { "a/-1", "-a", FALSE },
  { "-(-a)", "a", FALSE },
  { "-(a - b)", "b - a", FALSE },
  { "a + -b", "a - b", FALSE },
  { "a - -b", "a + b", FALSE },
  { "-a - b", "-(a + b)", FALSE },
  { "(a - b) + b", "a", FALSE },
  { "a*(-b)", "-(a*b)", FALSE },
  { "(-a)/b", "-(a/b)", FALSE },
  { "a/(-b)", "-(a/b)", FALSE },
  { "m*(n*a)", "(m*n)*a", FALSE },
  { "K*(a/K)", "a", FALSE },
  { "B*(a/B)", "a", FALSE },
  { "a^1", "a", FALSE },
  { "a^0", "1", FALSE },
  { "1^a", "1", FALSE },
  { "abs(-a)", "abs(a)", FALSE },
  { "min(a, a)", "a", FALSE },
  { "max(a, a)", "a", FALSE },
  { "where(0, b, c)", "c", FALSE },
  { "where(n, b, c)", "b", FALSE },
  { "where(a, b, b)", "b", FALSE },
  { "gate(0, b)", "0", FALSE },
  { "gate(n, b)", "n*b", FALSE },
  { "gate(b, n)", "n*b", FALSE },
  { "gate(-a, b)", "-gate(a, b)", FALSE },
  { "gate(a, -b)", "-gate(a, b)", FALSE },

  { "-scatter(a)", "scatter(-a)", FALSE },
  { "scatter(a)*b", "scatter(a*pick(b))", FALSE },
  { "scatter(a)/b", "scatter(a/pick(b))", FALSE },
  { "gate(scatter(a), b)", "scatter(gate(a, pick(b)))", FALSE },
  { "gate(b, scatter(a))", "scatter(gate(pick(b), a))", FALSE },
  { "where(b, scatter(a), 0)", "scatter(where(pick(b), a, 0))", FALSE },
  { "where(b, 0, scatter(a))", "scatter(where(pick(b), 0, a))", FALSE },
  { "scatter(a) + scatter(b)", "scatter(a + b)", FALSE },
  { "scatter(a) - scatter(b)", "scatter(a - b)", FALSE },
  { "scatter(a)^2", "scatter(a^2)", FALSE },
  { "pick(scatter(a))", "a", FALSE },
  { "sum_classes(scatter(a))", "a", FALSE },
  { "sum_classes(scatter(a) + b)", "a + sum_classes(b)", FALSE },
  { "sum_classes(scatter(a) - b)", "a - sum_classes(b)", FALSE },
  { "sum_classes(b - scatter(a))", "sum_classes(b) - a", FALSE },

  { "sum_classes(-a)", "-sum_classes(a)", FALSE },
  { "sum_classes(s*a)", "s*sum_classes(a)", FALSE },
  { "sum_classes(gate(s, a))", "gate(s, sum_classes(a))", FALSE },
  { "sum_classes(a/s)", "sum_classes(a)/s", FALSE },
  { "sum_batch(-a)", "-sum_batch(a)", FALSE },
  { "sum_batch(u*a)", "u*sum_batch(a)", FALSE },
  { "sum_batch(a/u)", "sum_batch(a)/u", FALSE },

  { "log(exp(a))", "a", FALSE },
  { "exp(a)/sum_classes(exp(a))", "softmax(a)", FALSE },
  { "log(sum_classes(exp(a)))", "logsumexp_classes(a)", FALSE },

  { "softmax(a)", "exp(log_softmax(a))", TRUE },
  { "sum_classes(exp(log_softmax(a)))", "1", TRUE },
  { "1 - exp(log_softmax(a))", "exp(log_others(a))", TRUE },
  { "1 - exp(pick(log_softmax(a)))", "exp(pick(log_others(a)))", TRUE },
  { "1 - exp(log_others(a))", "exp(log_softmax(a))", TRUE },
  { "1 - exp(pick(log_others(a)))", "exp(pick(log_softmax(a)))", TRUE },
  { "1 - exp(a)", "-expm1(a)", TRUE },
  { "exp(a) - 1", "expm1(a)", TRUE },
  { "exp(a)^b", "exp(a*b)", TRUE },
  { "sqrt(exp(a))", "exp(a/2)", TRUE },
  { "b/exp(a)", "b*exp(-a)", TRUE },
  { "log(exp(a)*b)", "a + log(b)", TRUE },
  { "log(exp(a)/b)", "a - log(b)", TRUE },
  { "log(1 + exp(a))", "softplus(a)", TRUE },
  { "log(1 + a)", "log1p(a)", TRUE },
  { "log(1 - a)", "log1p(-a)", TRUE },
  { "log(sigmoid(a))", "-softplus(-a)", TRUE },
  { "1 - sigmoid(a)", "sigmoid(-a)", TRUE },
  { "sigmoid(a)^b", "exp(-(b*softplus(-a)))", TRUE },
  { "a^2", "a*a", TRUE },
  { "a^3", "a*a*a", TRUE },
  { "a^0.5", "sqrt(a)", TRUE },
  { "a^-1", "1/a", TRUE },
};

const guint lab_n_rewrites = G_N_ELEMENTS (lab_rewrites);

/* ---- templates ---- */

void
lab_bindings_init (LabBindings *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->letters); i++)
    self->letters[i] = LAB_NO_REF;
  self->head = 0;
  self->guarded = FALSE;
}

/* -1 in a table is the number. */
static void
fold_signs (LabExpression *expression)
{
  for (guint i = 0; i < expression->n; i++)
    fold_signs (expression->args[i]);
  if (expression->op == LAB_OP_NEG && expression->args[0]->op == LAB_OP_NUMBER)
    {
      expression->op = LAB_OP_NUMBER;
      expression->number = -expression->args[0]->number;
      expression->n = 0;
    }
}

const LabExpression *
lab_template_get (const char *text)
{
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  static GHashTable *known;
  static GPtrArray *trees; /* kept, as the templates are */
  LabExpression *expression;

  pthread_mutex_lock (&lock);
  if (known == NULL)
    {
      known = g_hash_table_new (g_direct_hash, g_direct_equal);
      trees = g_ptr_array_new ();
    }
  expression = g_hash_table_lookup (known, text);
  if (expression == NULL)
    {
      LabProblems *problems = lab_problems_new (text);
      LabTree *tree;

      expression = lab_parse_expression (text, problems, &tree);
      if (expression == NULL)
        g_error ("the template ‘%s’: %s", text, lab_problems_get (problems, 0)->message);
      fold_signs (expression);
      g_ptr_array_add (trees, tree);
      lab_problems_free (problems);
      g_hash_table_insert (known, (gpointer) text, expression);
    }
  pthread_mutex_unlock (&lock);
  return expression;
}

static LabRef
make_name (LabGraph *graph, const char *name, const LabBindings *bindings)
{
  if (g_str_equal (name, "K"))
    return lab_graph_input (graph,
                            bindings->head == 0 ? LAB_INPUT_N_CLASSES : LAB_INPUT_N_CLASSES2);
  if (g_str_equal (name, "B"))
    return lab_graph_input (graph, LAB_INPUT_B);
  if (g_str_equal (name, "k"))
    return lab_graph_input (graph, bindings->head == 0 ? LAB_INPUT_K_INDEX : LAB_INPUT_K2_INDEX);
  return bindings->letters[name[0] - 'a'];
}

static gboolean
has_g (const LabExpression *template)
{
  gboolean has = template->op == LAB_OP_NAME && g_str_equal (template->name, "g");

  for (guint i = 0; i < template->n; i++)
    has = has || has_g (template->args[i]);
  return has;
}

LabRef
lab_template_make (LabGraph *graph, const LabExpression *template, const LabBindings *bindings)
{
  LabRef args[3] = { LAB_NO_REF, LAB_NO_REF, LAB_NO_REF };

  if (template->op == LAB_OP_NUMBER)
    return lab_graph_number (graph, template->number);
  if (template->op == LAB_OP_NAME)
    return make_name (graph, template->name, bindings);
  for (guint i = 0; i < template->n; i++)
    args[i] = lab_template_make (graph, template->args[i], bindings);
  if (bindings->guarded && template->op == LAB_OP_MUL)
    {
      const guint g = has_g (template->args[0]) ? 0 : 1;

      if (has_g (template->args[g]))
        return lab_graph_make2 (graph, LAB_OP_GATE, args[g], args[1 - g]);
    }
  if (bindings->guarded && template->op == LAB_OP_DIV && has_g (template->args[0]))
    return lab_graph_make2 (graph, LAB_OP_GATE, args[0],
                            lab_graph_make2 (graph, LAB_OP_DIV, lab_graph_number (graph, 1.0),
                                             args[1]));
  return lab_graph_make (graph, template->op, bindings->head, args);
}

/* ---- matching ---- */

static gboolean match (const LabGraph *graph, const LabExpression *pattern, LabRef ref,
                       LabBindings *bindings);

static gboolean
match_letter (const LabGraph *graph, char letter, LabRef ref, LabBindings *bindings)
{
  const LabNode *node = lab_graph_get (graph, ref);
  LabRef *bound = &bindings->letters[letter - 'a'];

  if (*bound != LAB_NO_REF)
    return *bound == ref;
  if (((letter == 'm' || letter == 'n') && node->op != LAB_OP_NUMBER)
      || (letter == 's' && (node->shape & LAB_SHAPE_CLASSES) != 0)
      || (letter == 'u' && (node->shape & LAB_SHAPE_B) != 0))
    return FALSE;
  *bound = ref;
  return TRUE;
}

static gboolean
match_args (const LabGraph *graph, const LabExpression *pattern, const LabRef *args,
            LabBindings *bindings)
{
  const LabBindings before = *bindings;
  gboolean matches = TRUE;

  for (guint i = 0; i < pattern->n && matches; i++)
    matches = match (graph, pattern->args[i], args[i], bindings);
  if (matches || !lab_operators[pattern->op].commutes)
    return matches;
  *bindings = before;
  return match (graph, pattern->args[0], args[1], bindings)
         && match (graph, pattern->args[1], args[0], bindings);
}

static gboolean
same_number (double a, double b)
{
  return a <= b && a >= b;
}

/* Whether the operator belongs to one of the tasks. */
static gboolean
has_head (LabOp op)
{
  switch (lab_operators[op].reach)
    {
    case LAB_REACH_WITHIN_CLASSES:
    case LAB_REACH_OVER_CLASSES:
    case LAB_REACH_PICK:
    case LAB_REACH_SCATTER:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
match (const LabGraph *graph, const LabExpression *pattern, LabRef ref, LabBindings *bindings)
{
  const LabNode *node = lab_graph_get (graph, ref);

  if (pattern->op == LAB_OP_NUMBER)
    return node->op == LAB_OP_NUMBER && same_number (node->number, pattern->number);
  if (pattern->op == LAB_OP_NAME)
    {
      if (g_str_equal (pattern->name, "K"))
        return node->op == LAB_OP_INPUT
               && (node->index == LAB_INPUT_N_CLASSES || node->index == LAB_INPUT_N_CLASSES2)
               && match_letter (graph, 'z', ref, bindings);
      if (g_str_equal (pattern->name, "B"))
        return node->op == LAB_OP_INPUT && node->index == LAB_INPUT_B;
      return match_letter (graph, pattern->name[0], ref, bindings);
    }
  if (node->op != pattern->op)
    return FALSE;
  if (has_head (node->op))
    {
      /* one rewrite, one task */
      LabRef *seen = &bindings->letters['h' - 'a'];

      if (*seen != LAB_NO_REF && *seen != node->head)
        return FALSE;
      *seen = node->head;
      bindings->head = node->head;
    }
  return match_args (graph, pattern, node->args, bindings);
}

typedef struct
{
  const LabExpression *from;
  const LabExpression *to;
  gboolean stable;
} Compiled;

static Compiled *compiled[LAB_N_OPS]; /* by the operator on top, ended by one without @from */

static void
compile (void)
{
  for (LabOp op = 0; op < LAB_N_OPS; op++)
    {
      GArray *of_op = g_array_new (TRUE, TRUE, sizeof (Compiled));

      for (guint i = 0; i < lab_n_rewrites; i++)
        {
          const Compiled rule = { lab_template_get (lab_rewrites[i].from),
                                  lab_template_get (lab_rewrites[i].to), lab_rewrites[i].stable };

          if (rule.from->op == op)
            g_array_append_val (of_op, rule);
        }
      compiled[op] = (Compiled *) (gpointer) g_array_free (of_op, FALSE);
    }
}

LabRef
lab_rewrite_apply (LabGraph *graph, LabOp op, guint head, const LabRef *args)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once (&once, compile);
  for (const Compiled *rule = compiled[op]; rule->from != NULL; rule++)
    {
      LabBindings bindings;

      if (rule->stable && !graph->stable)
        continue;
      lab_bindings_init (&bindings);
      if (has_head (op))
        {
          bindings.head = head;
          bindings.letters['h' - 'a'] = head;
        }
      if (match_args (graph, rule->from, args, &bindings))
        return lab_template_make (graph, rule->to, &bindings);
    }
  return LAB_NO_REF;
}
