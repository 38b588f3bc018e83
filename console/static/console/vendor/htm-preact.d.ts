import type { VNode } from "preact";
export { h, render, Component } from "preact";
/** What htm makes of a template: one node, or several where it has several roots. */
export function html(strings: TemplateStringsArray, ...values: any[]): VNode;
