package web

import (
	"iter"
	"text/template/parse"
)

// commands are all the calls in a template, wherever they stand.
func commands(root parse.Node) iter.Seq[*parse.CommandNode] {
	return func(yield func(*parse.CommandNode) bool) { walkCommands(root, yield) }
}

// walkCommands reports whether to go on.
func walkCommands(n parse.Node, yield func(*parse.CommandNode) bool) bool {
	switch n := n.(type) {
	case *parse.ListNode:
		return n == nil || walkAll(n.Nodes, yield)
	case *parse.ActionNode:
		return walkCommands(n.Pipe, yield)
	case *parse.TemplateNode:
		return walkCommands(n.Pipe, yield)
	case *parse.IfNode:
		return walkBranch(&n.BranchNode, yield)
	case *parse.RangeNode:
		return walkBranch(&n.BranchNode, yield)
	case *parse.WithNode:
		return walkBranch(&n.BranchNode, yield)
	case *parse.PipeNode:
		return n == nil || walkAll(n.Cmds, yield)
	case *parse.CommandNode:
		return yield(n) && walkAll(n.Args, yield)
	}
	return true
}

func walkBranch(n *parse.BranchNode, yield func(*parse.CommandNode) bool) bool {
	return walkCommands(n.Pipe, yield) && walkCommands(n.List, yield) && walkCommands(n.ElseList, yield)
}

func walkAll[N parse.Node](nodes []N, yield func(*parse.CommandNode) bool) bool {
	for _, n := range nodes {
		if !walkCommands(n, yield) {
			return false
		}
	}
	return true
}
