package paper

import "faro.example/shared/pages"

// SocialFile is a social file as it is printed: what stands on the page, part by
// part. What is empty is said to be.
func SocialFile(parts []pages.SocialPart) (out []Part) {
	for _, s := range parts {
		p := Part{Title: s.Title}
		for _, v := range s.Voices {
			text := v.Text
			if !v.Silent {
				text = "«" + text + "»"
			}
			p.Fields = append(p.Fields, Field{Term: v.From, Values: []Value{{Text: text}}})
		}
		for _, i := range s.Items {
			p.Fields = append(p.Fields, Field{Term: i.Term, Values: values(i.Values)})
		}
		for _, t := range s.Goals {
			p.Text = append(p.Text, t.Caption)
			for _, row := range t.Rows {
				p.Fields = append(p.Fields, Field{Term: row[0].Text, Values: values(row[1:])})
			}
		}
		for _, m := range s.Moments {
			term := m.When + ", " + m.Title
			p.Fields = append(p.Fields, Field{Term: term, Values: append(values(m.Lines), Value{Text: m.From, Note: m.State})})
		}
		if len(p.Fields) == 0 {
			p.Note = s.Empty
		}
		out = append(out, p)
	}
	return out
}

func values(cells []pages.Cell) (out []Value) {
	for _, c := range cells {
		if c.Text != "" {
			out = append(out, Value{Text: c.Text, Note: c.Note})
		}
	}
	return out
}
